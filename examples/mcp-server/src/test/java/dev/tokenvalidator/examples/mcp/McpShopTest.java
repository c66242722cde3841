package dev.tokenvalidator.examples.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the program prints is enough to get a token and to call a tool. */
class McpShopTest {

  @Test
  void printsHowToGetATokenAndCallATool() throws Exception {
    Options options = new Options(0, 0, Transport.STATELESS, Set.of());
    try (McpShop shop = McpShop.start(options)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      shop.printTo(new PrintStream(out, true, UTF_8));
      String printed = out.toString(UTF_8);
      URI mcp = URI.create(find("MCP server: +(\\S+)", printed).group(1));
      URI tokenEndpoint = URI.create(find("Token endpoint: +(\\S+)", printed).group(1));
      MatchResult reader = find("May read: +(\\S+) (\\S+)", printed);
      MatchResult buyer = find("May order, too: +(\\S+) (\\S+)", printed);

      Caller mayRead = new Caller(mcp, token(tokenEndpoint, reader, mcp));
      assertThat(mayRead.post(Caller.call("list_products")).body()).contains("teapot");
      assertThat(mayRead.post(Caller.call("place_order")).statusCode()).isEqualTo(403);
      Caller mayOrder = new Caller(mcp, token(tokenEndpoint, buyer, mcp));
      assertThat(mayOrder.post(Caller.call("place_order")).body()).contains("has ordered");
    }
  }

  private static String token(URI tokenEndpoint, MatchResult machine, URI resource)
      throws Exception {
    String credentials = machine.group(1) + ":" + machine.group(2);
    HttpResponse<String> response =
        Caller.CLIENT.send(
            HttpRequest.newBuilder(tokenEndpoint)
                .header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=read:products+write:orders&resource="
                            + resource))
                .build(),
            BodyHandlers.ofString());
    return find("\"access_token\":\"([^\"]+)\"", response.body()).group(1);
  }

  private static MatchResult find(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow();
  }

  @Test
  void readsTheCommandLine() {
    assertThat(Options.parse()).isEqualTo(new Options(8080, 3001, Transport.STREAMABLE, Set.of()));
    assertThat(
            Options.parse(
                "--port",
                "0",
                "--issuer-port",
                "1",
                "--stateless",
                "--origin",
                "https://a.example"))
        .isEqualTo(new Options(0, 1, Transport.STATELESS, Set.of("https://a.example")));
    assertThatThrownBy(() -> Options.parse("--port", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.parse("--origin"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
