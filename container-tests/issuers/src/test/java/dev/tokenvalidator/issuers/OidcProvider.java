package dev.tokenvalidator.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** oidc-provider from npm: one client, and one API that it knows as a resource. */
final class OidcProvider implements Issuer {

  private final IssuerProcess process;
  private final String identifier;

  private OidcProvider(IssuerProcess process, String identifier) {
    this.process = process;
    this.identifier = identifier;
  }

  /**
   * Starts it with the {@code node} on the path.
   *
   * @param modules the {@code node_modules} that has it
   */
  static OidcProvider start(String modules) throws Exception {
    assertThat(modules)
        .as("-Doidc-provider.modules names no node_modules with oidc-provider")
        .isNotBlank();
    Path library = Path.of(modules, "oidc-provider", "lib", "index.js").toAbsolutePath();
    assertThat(library).as("-Doidc-provider.modules").exists();
    int port = IssuerProcess.freePort();
    ProcessBuilder builder =
        new ProcessBuilder("node", Path.of("src/test/resources/oidc-provider.mjs").toString());
    builder.environment().put("LIBRARY", library.toUri().toString());
    builder.environment().put("PORT", String.valueOf(port));
    String identifier = "http://127.0.0.1:" + port;
    IssuerProcess process =
        IssuerProcess.start(
            builder,
            Path.of("target", "oidc-provider.log"),
            identifier + "/.well-known/openid-configuration",
            Duration.ofMinutes(1));
    return new OidcProvider(process, identifier);
  }

  @Override
  public String identifier() {
    return identifier;
  }

  @Override
  public String vendor() {
    return "oidc-provider";
  }

  @Override
  public String token(Map<String, String> parameters) throws Exception {
    return Http.member(
        Http.clientCredentials(identifier + "/token", "warehouse:warehouse-secret", parameters),
        "access_token");
  }

  @Override
  public boolean change(String aim, String means) {
    throw new IllegalArgumentException(aim + ": " + means);
  }

  @Override
  public void close() {
    process.stop();
  }
}
