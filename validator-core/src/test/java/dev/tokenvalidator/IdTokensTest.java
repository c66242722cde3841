package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * ID tokens as real issuers shape them, with neither {@code nonce} nor {@code at_hash}, against
 * every configuration that starts. Each one is signed by the issuer's own key and not expired, so
 * that only its type, its audience and its claims can reveal it.
 */
@Tag("slow")
class IdTokensTest {

  private static final String API = "https://shopping.api";
  private static final String CLIENT = "machine-a";
  private static final @Nullable String[] HEADER_TYPES = {null, "JWT", "JOSE"};

  private final TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start();
  private final Map<String, Map<String, Object>> idTokens = idTokens();

  @AfterEach
  void close() {
    issuer.close();
  }

  /** The settings for types, marks, audiences and clients. */
  private record Configuration(
      List<String> types,
      boolean missingType,
      @Nullable Mark mark,
      List<String> audience,
      String clientIdClaim) {}

  private record Mark(String name, @Nullable String value) {}

  @Test
  void refusesIdTokensInEveryConfigurationThatStarts() {
    Map<String, List<Configuration>> accepted = new TreeMap<>();
    List<Configuration> useless = new ArrayList<>();
    int started = 0;
    int stopped = 0;
    List<String> tokens = mintAll();
    for (Configuration configuration : configurations()) {
      Optional<AccessTokenValidator> built = start(configuration);
      if (built.isEmpty()) {
        stopped++;
        continue;
      }
      started++;
      try (AccessTokenValidator validator = built.get()) {
        if (!accepts(validator, accessToken(configuration))) {
          useless.add(configuration);
        }
        for (String token : tokens) {
          if (accepts(validator, token)) {
            accepted
                .computeIfAbsent(String.valueOf(configuration.mark()), mark -> new ArrayList<>())
                .add(configuration);
          }
        }
      }
    }
    assertThat(accepted.keySet()).isEmpty();
    // A configuration that refuses everything proves nothing.
    assertThat(useless).isEmpty();
    assertThat(started).isGreaterThan(500);
    assertThat(stopped).isGreaterThan(4_000);
  }

  private List<Configuration> configurations() {
    List<Configuration> all = new ArrayList<>();
    for (List<String> types :
        List.of(
            List.of("at+jwt"),
            List.of("JWT"),
            List.of("at+jwt", "JWT"),
            List.of("application/jwt", "JOSE"))) {
      for (boolean missingType : new boolean[] {false, true}) {
        for (Mark mark : marks()) {
          for (List<String> audience :
              List.of(List.of(API), List.of(CLIENT), List.of(CLIENT, API))) {
            for (String clientIdClaim : List.of("client_id", "azp", "cid")) {
              all.add(new Configuration(types, missingType, mark, audience, clientIdClaim));
            }
          }
        }
      }
    }
    return all;
  }

  /** None, real ones, and each claim of each ID token, with its value and without. */
  private Set<@Nullable Mark> marks() {
    Set<@Nullable Mark> marks = new LinkedHashSet<>();
    marks.add(null);
    marks.add(new Mark("typ", "Bearer"));
    marks.add(new Mark("token_use", "access"));
    for (String real : List.of("cid", "scp", "scope", "azpacr", "appid", "gty")) {
      marks.add(new Mark(real, null));
    }
    for (Map<String, Object> claims : idTokens.values()) {
      claims.forEach(
          (name, value) -> {
            marks.add(new Mark(name, null));
            if (value instanceof String text) {
              marks.add(new Mark(name, text));
            }
          });
    }
    return marks;
  }

  private Optional<AccessTokenValidator> start(Configuration configuration) {
    AccessTokenValidatorBuilder builder =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .jwkSet(issuer.keys().jwkSet())
            .clock(issuer.clock(), System::nanoTime)
            .tokenCacheBytes(0)
            .acceptTypes(configuration.types().toArray(String[]::new))
            .audience(configuration.audience().toArray(String[]::new))
            .clientIdClaim(configuration.clientIdClaim());
    if (configuration.missingType()) {
      builder.acceptMissingType();
    }
    Mark mark = configuration.mark();
    if (mark != null) {
      String value = mark.value();
      if (value == null) {
        builder.accessTokenMark(mark.name());
      } else {
        builder.accessTokenMark(mark.name(), value);
      }
    }
    try {
      return Optional.of(builder.build());
    } catch (InvalidSettingException e) {
      return Optional.empty();
    }
  }

  /** An access token that the configuration is meant for. */
  private String accessToken(Configuration configuration) {
    TokenBuilder token =
        issuer
            .token()
            .type(configuration.types().get(0))
            .audience(configuration.audience().get(0))
            .claim(configuration.clientIdClaim(), CLIENT);
    Mark mark = configuration.mark();
    if (mark != null && !mark.name().equals(configuration.clientIdClaim())) {
      token.claim(mark.name(), mark.value() == null ? "marked" : mark.value());
    }
    return token.mint();
  }

  private List<String> mintAll() {
    List<String> tokens = new ArrayList<>();
    for (Map<String, Object> claims : idTokens.values()) {
      for (String type : HEADER_TYPES) {
        TokenBuilder token = issuer.token().without("scope").without("client_id").without("jti");
        claims.forEach(token::claim);
        tokens.add((type == null ? token.withoutHeader("typ") : token.type(type)).mint());
      }
    }
    tokens.add(issuer.token().clientId(CLIENT).idToken().mint());
    tokens.add(issuer.token().clientId(CLIENT).idToken().type("JWT").mint());
    return tokens;
  }

  private static boolean accepts(AccessTokenValidator validator, String token) {
    try {
      return !validator.validate(token).claimNames().isEmpty();
    } catch (InvalidTokenException e) {
      return false;
    }
  }

  private Map<String, Map<String, Object>> idTokens() {
    long now = issuer.clock().instant().getEpochSecond();
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    all.put("Logto", claims("username", "alice", "name", "Alice"));
    all.put(
        "Spring Authorization Server",
        claims("azp", CLIENT, "auth_time", now, "jti", "6a7c", "sid", "Dk3f"));
    all.put(
        "Keycloak",
        claims(
            "azp",
            CLIENT,
            "auth_time",
            now,
            "jti",
            "6a7c",
            "sid",
            "Dk3f",
            "typ",
            "ID",
            "acr",
            "1",
            "email_verified",
            true,
            "preferred_username",
            "alice",
            "session_state",
            "Dk3f"));
    all.put(
        "Okta",
        claims(
            "ver",
            1,
            "jti",
            "ID.6a7c",
            "amr",
            List.of("pwd"),
            "idp",
            "00o1",
            "auth_time",
            now,
            "name",
            "Alice",
            "email",
            "alice@example.com"));
    all.put(
        "Cognito",
        claims(
            "token_use",
            "id",
            "auth_time",
            now,
            "jti",
            "6a7c",
            "origin_jti",
            "77aa",
            "event_id",
            "91b2",
            "cognito:username",
            "alice",
            "cognito:groups",
            List.of("admin"),
            "email",
            "alice@example.com"));
    all.put(
        "Entra",
        claims(
            "ver",
            "2.0",
            "tid",
            "9188",
            "oid",
            "0000",
            "uti",
            "vvvv",
            "rh",
            "0.AX",
            "nbf",
            now,
            "name",
            "Alice",
            "preferred_username",
            "alice@example.com",
            "roles",
            List.of("admin"),
            "groups",
            List.of("g1")));
    all.put(
        "Auth0",
        claims(
            "nickname",
            "alice",
            "picture",
            "https://example.com/a",
            "updated_at",
            "2026",
            "sid",
            "Dk3f",
            "org_id",
            "org_1",
            "org_name",
            "acme"));
    // Its audience holds the client and every API that the client requested.
    Map<String, Object> zitadel =
        claims("azp", CLIENT, "client_id", CLIENT, "auth_time", now, "amr", List.of("pwd"));
    zitadel.put("aud", List.of(CLIENT, API));
    all.put("ZITADEL", zitadel);
    return all;
  }

  private static Map<String, Object> claims(Object... namesAndValues) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", "alice");
    claims.put("aud", CLIENT);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      claims.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return claims;
  }
}
