package dev.tokenvalidator.testing;

import dev.tokenvalidator.AccessTokenValidator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** The application under test: which tokens does it accept? */
final class TestedApplication {

  private final ApplicationContext context;
  private final TokenProperties properties;

  TestedApplication(ApplicationContext context) {
    this.context = context;
    this.properties = new TokenProperties(context.getEnvironment());
  }

  /**
   * The shape of its tokens.
   *
   * @throws IllegalStateException if it has no validator, or one without the keys of the test
   */
  TokenShape shape() {
    AccessTokenValidator validator =
        context.getBeanProvider(AccessTokenValidator.class).getIfUnique();
    if (validator == null) {
      throw new IllegalStateException(
          "accessToken() is for an application with one AccessTokenValidator, but this context has"
              + " none, or several; validator-spring makes one, and a MockMvc that is built with"
              + " webAppContextSetup sees it");
    }
    if (!TestProperties.areIn(context.getEnvironment())) {
      throw new IllegalStateException(
          "accessToken() signs with the keys of the test, but this context has the keys of its own"
              + " issuer (@WithoutTestKeys); let that issuer mint the token");
    }
    List<String> audience = properties.audiences();
    return new TokenShape(
        onlyOne(validator.issuers()),
        audience.isEmpty() ? TokenShape.AUDIENCE : audience.get(0),
        type(),
        properties.algorithm(),
        mark(),
        properties.text("token-validator.scope-claim", "scope"),
        properties.text("token-validator.scope-format", "string").equalsIgnoreCase("array"),
        properties.text("token-validator.client-id-claim", "client_id"),
        validator.organizations());
  }

  private static String onlyOne(Set<String> issuers) {
    if (issuers.size() != 1) {
      throw new IllegalStateException(
          "accessToken() is for an application with one issuer, but this one has " + issuers);
    }
    return issuers.iterator().next();
  }

  /** One that the application accepts; that of RFC 9068 if it may choose. */
  private String type() {
    List<String> types = properties.words("token-validator.accept-types");
    boolean isStandard =
        types.isEmpty()
            || types.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).endsWith("at+jwt"));
    return isStandard ? "at+jwt" : types.get(0);
  }

  private Map<String, String> mark() {
    String mark = properties.text("token-validator.access-token-mark", "");
    int equals = mark.indexOf('=');
    if (mark.isEmpty()) {
      return Map.of();
    }
    return equals < 0
        ? Map.of(mark, "test")
        : Map.of(mark.substring(0, equals), mark.substring(equals + 1));
  }
}
