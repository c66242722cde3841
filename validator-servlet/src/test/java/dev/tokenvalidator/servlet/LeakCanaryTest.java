package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.servlet.Canary.SECRET;
import static dev.tokenvalidator.servlet.Canary.VISIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing of a token comes out again, whatever becomes of it: to the client nothing at all, and to
 * the operator nothing but the members that help to find the client that is at fault.
 */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class LeakCanaryTest {

  private final Container container;

  LeakCanaryTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"INTERNAL_ERROR", "SIGNATURE_PROVIDER_FAILED"})
  void s27HidesTokenThatIsRefusedFor(Reason reason, TestIssuer issuer) throws Exception {
    try (TestApp app =
            TestApp.on(container)
                .issuer(issuer, settings -> BadTokens.set(settings, reason))
                .filter(filter -> filter.route("/api", BadTokens.access(reason)))
                .servlet("/api", (request, response) -> response.setStatus(200))
                .start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      if (reason == Reason.DISTRUSTED_KEY) {
        app.distrust(issuer.keys().current().keyId());
      }
      watch.refuse(401, "GET", "/api", Canary.refusedFor(reason, issuer));

      assertThat(app.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(reason));
    }
  }

  @Test
  void s27HidesEveryMemberAndPartOfToken(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      for (String token : Canary.refused(issuer).values()) {
        watch.refuse(401, "GET", "/products", token);
      }
    }
  }

  @Test
  void s27HidesTokenThatIsGoodButNotGoodEnough(TestIssuer issuer) throws Exception {
    String token = Canary.mark(issuer.token()).mint();
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      watch.refuse(403, "GET", "/products", token);
      watch.refuse(403, "HEAD", "/products", token);
      watch.refuse(403, "GET", "/machines", token);
      watch.refuse(403, "GET", "/" + VISIBLE, token);
      watch.refuse(400, "GET", "/products?access_token=" + SECRET, token);
    }
  }

  @Test
  void s27HidesTokenOfAnotherOrganization(TestIssuer issuer) throws Exception {
    try (TestApp app =
            TestApp.on(container)
                .issuer(issuer, settings -> settings.organizations(OrganizationTokens.REQUIRED))
                .filter(
                    filter -> filter.route("/orgs/{org}/*", authenticated().organization("org")))
                .servlet("/orgs/*", (request, response) -> {})
                .start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      String token = Canary.mark(issuer.token()).organizationId(SECRET).mint();

      watch.refuse(403, "GET", "/orgs/acme", token);
    }
  }

  @Test
  void s27HidesTokenThatCannotBeJudged(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      String token = Canary.mark(issuer.token()).keyId(VISIBLE).mint();
      issuer.stop();

      watch.refuse(503, "GET", "/products", token);
    }
  }

  @Test
  void s27HidesWhatElseIsInRequest(TestIssuer issuer) throws Exception {
    String good = Canary.mark(issuer.token()).mint();
    String bearer = "Authorization: Bearer ";
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      watch.refuse(401, "GET", "/products", "", "Cookie: a=" + SECRET, "X-Token: " + SECRET);
      watch.refuse(401, "GET", "/products", "", "Authorization: Basic " + SECRET);
      watch.refuse(401, "GET", "/products", "", "Authorization: DPoP " + good);
      watch.refuse(401, "GET", "/products", "", "Authorization: " + SECRET + " " + good);
      watch.refuse(401, "GET", "/products", "", "Authorization: " + SECRET);
      watch.refuse(400, "GET", "/products", "", "Authorization: =" + SECRET);
      // Undertow hands on one space of the two, so that it is about the token.
      int twoSpaces = container == Container.UNDERTOW ? 401 : 400;
      watch.refuse(twoSpaces, "GET", "/products", "", bearer + " " + SECRET);
      watch.refuse(400, "GET", "/products", "", bearer + SECRET + " " + SECRET);
      watch.refuse(400, "GET", "/products", "", bearer + SECRET + "," + SECRET);
      watch.refuse(400, "GET", "/products", "", bearer + SECRET + "\u00e9\"\\<script>");
      watch.refuse(400, "GET", "/products", "", bearer + good, bearer + good);
      watch.refuse(401, "GET", "/products?access_token=" + good, "");
      watch.refuse(401, "GET", "/products?" + SECRET + "=" + SECRET, "");
      watch.refuse(401, "GET", "/" + VISIBLE, "");
      watch.refuse(400, "GET", "/health;" + VISIBLE, "", "X-Token: " + SECRET);
      watch.refuse(400, "GET", "/health;" + VISIBLE + "?" + SECRET, "");
      watch.refuse(401, "GET", "/" + "v".repeat(300), "");
    }
  }

  @Test
  void s27HidesWhatComesWithMethodThatIsNeverLetIn(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      String answer =
          app.exchange(
              "TRACE",
              "/health?" + SECRET,
              "X-Token: " + SECRET,
              "Authorization: Bearer " + SECRET);

      assertThat(answer).startsWith("HTTP/1.1 405").doesNotContain(SECRET);
      assertThat(watch.operatorTexts()).noneMatch(text -> text.contains(SECRET));
    }
  }

  @Test
  void s27HidesTokenWhereNothingCanBeAnswered(TestIssuer issuer) throws Exception {
    CommittingFilter committing = new CommittingFilter();
    try (TestApp app = shop(issuer).before(committing::register).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      app.exchange("GET", "/products?" + SECRET, "Authorization: Bearer " + SECRET);
      committing.awaitPasses(1);

      assertThat(app.refusals()).hasSize(1);
      assertThat(watch.operatorTexts()).noneMatch(text -> text.contains(SECRET));
    }
  }

  @Test
  void s20TellsHostileValuesInOneHarmlessLineEach(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      for (String value : Hostile.VALUES) {
        for (String token : Hostile.tokens(issuer, value)) {
          watch.refuse(401, "GET", "/products", token);
        }
      }
    }
  }

  @Test
  void s20TakesHostileSubjectsAndScopesForWhatTheyAre(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe watch = new RefusalProbe(app, issuer.clock())) {
      for (String value : Hostile.VALUES) {
        // NUL is in no claim at all: what ends at it would read another one than we do.
        int status = value.indexOf('\0') < 0 ? 403 : 401;
        watch.refuse(status, "GET", "/products", issuer.token().scope(value).mint());
        watch.refuse(status, "GET", "/machines", issuer.token().subject(value).mint());
      }
    }
  }

  private TestApp.Builder shop(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/products", allOf("read:products"))
                    .route("/machines", authenticated().machineOnly())
                    .route("/health", open()))
        .servlet("/products", (request, response) -> {})
        .servlet("/machines", (request, response) -> {})
        .servlet("/health", (request, response) -> {})
        .servlet("/", (request, response) -> {});
  }
}
