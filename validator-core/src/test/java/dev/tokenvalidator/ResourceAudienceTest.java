package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.Refusal.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several protected resources with one validator: each accepts its own audience only. */
class ResourceAudienceTest extends IssuerTestBase {

  private static final String MCP = "https://shop.example/mcp";
  private static final String API = "https://shop.example/api";
  private static final Access READ = allOf("read:products");

  private final RecordingListener reports = new RecordingListener();
  private AccessTokenValidator validator;

  @BeforeEach
  void build() {
    validator = validatorFor(issuer).audience(MCP, API).listener(reports).build();
  }

  @AfterEach
  void close() {
    validator.close();
  }

  private ResourceServer server(String resource) {
    return ResourceServer.of(validator).withProtectedResource(ProtectedResource.of(resource));
  }

  private static List<String> bearer(String token) {
    return List.of("Bearer " + token);
  }

  @Test
  void refusesATokenOfTheOtherResourceWhetherRememberedOrNot() throws Exception {
    List<String> token = bearer(issuer.token().audience(MCP).mint());

    for (int i = 0; i < 2; i++) {
      TurnedAway refused = (TurnedAway) server(API).decide("GET", token, READ);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().get("WWW-Authenticate"))
          .isEqualTo(
              "Bearer error=\"invalid_token\", error_description=\"The access token is not valid"
                  + " here\", scope=\"read:products\","
                  + " resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource/api\"");
      assertThat(server(API).decideAsync("GET", token, READ).toCompletableFuture().get())
          .isEqualTo(refused);
      assertThat(server(MCP).decide("GET", token, READ)).isInstanceOf(LetIn.class);
      assertThat(server(MCP).decideAsync("GET", token, READ).toCompletableFuture().get())
          .isInstanceOf(LetIn.class);
    }
    assertThat(reports.refused())
        .hasSize(4)
        .allSatisfy(refusal -> assertThat(refusal.outcome()).isEqualTo(Outcome.INVALID_TOKEN))
        .allSatisfy(refusal -> assertThat(refusal.reason()).contains(Reason.WRONG_AUDIENCE))
        .allSatisfy(refusal -> assertThat(refusal.clientId()).contains(issuer.app().id()))
        .allSatisfy(
            refusal -> assertThat(refusal.explanation().expected()).isEqualTo("aud " + API));
    assertThat(validator.statistics().get(0).accepted()).isEqualTo(4);
    assertThat(server(API).decide("GET", null, open())).isInstanceOf(LetIn.class);
  }

  @Test
  void letsAnyAudienceInWithoutAResource() {
    assertThat(
            ResourceServer.of(validator)
                .decide("GET", bearer(issuer.token().audience(API).mint()), READ))
        .isInstanceOf(LetIn.class);
    assertThat(ResourceServer.of(validator).metadata()).isEmpty();
  }

  @Test
  void acceptsNoAudienceWhereNoneIsLeft() {
    RequestContext none = RequestContext.none().withAudience(Set.of());

    assertThat(server(MCP).decide("GET", bearer(issuer.token().audience(MCP).mint()), READ, none))
        .isInstanceOf(TurnedAway.class);
    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.validate(issuer.token().audience(MCP).mint(), none))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_AUDIENCE));
    assertThat(
            none.withMethod("GET").withRoute("r").withSource("s").withOrganization("o").audience())
        .contains(Set.of());
  }

  @Test
  void publishesTheIssuersThatHaveTheAudience() {
    try (AccessTokenValidator second =
            AccessTokenValidator.builder()
                .issuer("https://second.example")
                .jwkSet(issuer.keys().jwkSet())
                .audience(API)
                .build();
        AccessTokenValidator both = AccessTokenValidator.forIssuers(validator, second)) {
      assertThat(both.issuers()).containsExactly(issuer.issuer(), "https://second.example");
      assertThat(both.issuersFor(MCP)).containsExactly(issuer.issuer());
      assertThat(both.issuersFor(API)).containsExactly(issuer.issuer(), "https://second.example");
      assertThat(both.issuersFor("https://other.example")).isEmpty();
      assertThat(both.audiences()).contains(MCP, API);
      assertThat(
              ResourceServer.of(both)
                  .withProtectedResource(ProtectedResource.of(API))
                  .metadata()
                  .orElseThrow()
                  .toString())
          .contains(
              "\"authorization_servers\":[\"" + issuer.issuer() + "\",\"https://second.example\"]");
    }
  }

  /** An issuer may write any audience into its tokens; it counts only for those configured here. */
  @Test
  void acceptsAnAudienceOnlyFromTheIssuersThatHaveIt() {
    AccessTokenValidator second =
        AccessTokenValidator.builder()
            .issuer("https://second.example")
            .jwkSet(issuer.keys().jwkSet())
            .audience(API)
            .clock(issuer.clock(), issuer.clock())
            .build();
    AccessTokenValidator first = validatorFor(issuer).audience(MCP).build();
    try (AccessTokenValidator both = AccessTokenValidator.forIssuers(first, second)) {
      ResourceServer api = ResourceServer.of(both).withProtectedResource(ProtectedResource.of(API));
      List<String> ofFirst = bearer(issuer.token().audience(MCP, API).mint());
      List<String> ofSecond =
          bearer(issuer.token().issuer("https://second.example").audience(MCP, API).mint());

      for (int i = 0; i < 2; i++) {
        assertThat(api.decide("GET", ofFirst, READ)).isInstanceOf(TurnedAway.class);
        assertThat(api.decide("GET", ofSecond, READ)).isInstanceOf(LetIn.class);
      }
    }
  }

  @Test
  void refusesAResourceThatIsNoAudience() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> server("https://shop.example/other"))
        .withMessageContaining("is not one of the audiences")
        .satisfies(e -> assertThat(e.setting()).isEqualTo("protectedResource"));
  }

  @Test
  void tellsHowLongATokenIsStillValid() {
    try (AccessTokenValidator aged =
        validatorFor(issuer)
            .maximumTokenAge(Duration.ofMinutes(10))
            .clockSkew(Duration.ofSeconds(30))
            .build()) {
      AccessToken hour = validator.validate(issuer.token().mint());
      AccessToken minute =
          aged.validate(issuer.token().expiresAt(issuer.clock().instant().plusSeconds(60)).mint());
      Duration untilExpiry = Duration.between(issuer.clock().instant(), hour.expiresAt());

      assertThat(validator.timeLeft(hour)).isEqualTo(untilExpiry);
      assertThat(aged.timeLeft(hour))
          .isEqualTo(
              Duration.between(
                  issuer.clock().instant(),
                  hour.issuedAt().orElseThrow().plus(Duration.ofMinutes(10))));
      Duration left = aged.timeLeft(minute);
      assertThat(left).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(60));

      issuer.clock().advance(left);
      assertThat(aged.timeLeft(minute)).isEqualTo(Duration.ofSeconds(30));
      issuer.clock().advance(Duration.ofSeconds(29));
      assertThat(aged.timeLeft(minute)).isEqualTo(Duration.ofSeconds(1));
      issuer.clock().advance(Duration.ofSeconds(1));
      assertThat(aged.timeLeft(minute)).isEqualTo(Duration.ZERO);
      issuer.clock().advance(Duration.ofDays(1));
      assertThat(aged.timeLeft(minute)).isEqualTo(Duration.ZERO);
    }
  }
}
