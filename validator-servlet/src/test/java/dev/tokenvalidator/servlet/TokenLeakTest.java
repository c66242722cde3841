package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.servlet.LeakMarkers.SECRET;
import static dev.tokenvalidator.servlet.LeakMarkers.VISIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Responses contain nothing of a token. Logs contain only the members that help to find the client
 * at fault.
 */
@OnEachContainer
@ExtendWith(TestIssuerExtension.class)
class TokenLeakTest {

  private final Container container;

  TokenLeakTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"INTERNAL_ERROR", "SIGNATURE_PROVIDER_FAILED"})
  @Tag("S27")
  void hidesTokensRefusedForAnyReason(Reason reason, TestIssuer issuer) throws Exception {
    try (TestApp app =
            TestApp.on(container)
                .issuer(issuer, settings -> BadTokens.configure(settings, reason))
                .filter(filter -> filter.route("/api", BadTokens.access(reason)))
                .servlet("/api", (request, response) -> response.setStatus(200))
                .start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      if (reason == Reason.DISTRUSTED_KEY) {
        app.distrust(issuer.keys().current().keyId());
      }
      probe.refuse(401, "GET", "/api", LeakMarkers.tokenRefusedFor(reason, issuer));

      assertThat(app.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(reason));
    }
  }

  @Test
  @Tag("S27")
  void hidesEveryMemberAndPartOfAToken(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      for (String token : LeakMarkers.refusedTokens(issuer).values()) {
        probe.refuse(401, "GET", "/products", token);
      }
    }
  }

  @Test
  @Tag("S27")
  void hidesValidTokensThatAllowTooLittle(TestIssuer issuer) throws Exception {
    String token = LeakMarkers.mark(issuer.token()).scope("other").mint();
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      probe.refuse(403, "GET", "/products", token);
      probe.refuse(403, "HEAD", "/products", token);
      probe.refuse(403, "GET", "/machines", token);
      probe.refuse(403, "GET", "/" + VISIBLE, token);
      probe.refuse(400, "GET", "/products?access_token=" + SECRET, token);
    }
  }

  @Test
  @Tag("S27")
  void hidesTokensOfAnotherOrganization(TestIssuer issuer) throws Exception {
    try (TestApp app =
            TestApp.on(container)
                .issuer(issuer, settings -> settings.organizations(OrganizationTokens.REQUIRED))
                .filter(
                    filter -> filter.route("/orgs/{org}/*", authenticated().organization("org")))
                .servlet("/orgs/*", (request, response) -> {})
                .start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      String token = LeakMarkers.mark(issuer.token()).organizationId(SECRET).mint();

      probe.refuse(403, "GET", "/orgs/acme", token);
    }
  }

  @Test
  @Tag("S27")
  void hidesTokensThatCannotBeChecked(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      String token = LeakMarkers.mark(issuer.token()).keyId(VISIBLE).mint();
      issuer.stop();

      probe.refuse(503, "GET", "/products", token);
    }
  }

  @Test
  @Tag("S27")
  void hidesOtherHeadersAndTheQuery(TestIssuer issuer) throws Exception {
    String good = LeakMarkers.mark(issuer.token()).mint();
    String bearer = "Authorization: Bearer ";
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      probe.refuse(401, "GET", "/products", "", "Cookie: a=" + SECRET, "X-Token: " + SECRET);
      probe.refuse(401, "GET", "/products", "", "Authorization: Basic " + SECRET);
      probe.refuse(401, "GET", "/products", "", "Authorization: DPoP " + good);
      probe.refuse(401, "GET", "/products", "", "Authorization: " + SECRET + " " + good);
      probe.refuse(401, "GET", "/products", "", "Authorization: " + SECRET);
      probe.refuse(400, "GET", "/products", "", "Authorization: =" + SECRET);
      probe.refuse(401, "GET", "/products", "", bearer + " " + SECRET);
      probe.refuse(400, "GET", "/products", "", bearer + SECRET + " " + SECRET);
      probe.refuse(400, "GET", "/products", "", bearer + SECRET + "," + SECRET);
      probe.refuse(400, "GET", "/products", "", bearer + SECRET + "\u00e9\"\\<script>");
      probe.refuse(400, "GET", "/products", "", bearer + good, bearer + good);
      probe.refuse(401, "GET", "/products?access_token=" + good, "");
      probe.refuse(401, "GET", "/products?" + SECRET + "=" + SECRET, "");
      probe.refuse(401, "GET", "/" + VISIBLE, "");
      probe.refuse(400, "GET", "/health;" + VISIBLE, "", "X-Token: " + SECRET);
      probe.refuse(400, "GET", "/health;" + VISIBLE + "?" + SECRET, "");
      probe.refuse(401, "GET", "/" + "v".repeat(300), "");
    }
  }

  @Test
  @Tag("S27")
  void hidesHeadersOfTraceRequests(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      String answer =
          app.exchange(
              "TRACE",
              "/health?" + SECRET,
              "X-Token: " + SECRET,
              "Authorization: Bearer " + SECRET);

      assertThat(answer).startsWith("HTTP/1.1 405").doesNotContain(SECRET);
      assertThat(probe.operatorTexts()).noneMatch(text -> text.contains(SECRET));
    }
  }

  @Test
  @Tag("S27")
  void hidesTokensAfterTheResponseIsCommitted(TestIssuer issuer) throws Exception {
    CommittingFilter committing = new CommittingFilter();
    try (TestApp app = shop(issuer).before(committing::register).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      app.exchange("GET", "/products?" + SECRET, "Authorization: Bearer " + SECRET);
      committing.awaitPasses(1);

      assertThat(app.refusals()).hasSize(1);
      assertThat(probe.operatorTexts()).noneMatch(text -> text.contains(SECRET));
    }
  }

  @Test
  @Tag("S20")
  void logsEachHostileValueInOneHarmlessLine(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      for (String value : HostileValues.ALL) {
        for (String token : HostileValues.tokensWith(issuer, value)) {
          probe.refuse(401, "GET", "/products", token);
        }
      }
    }
  }

  @Test
  @Tag("S20")
  void treatsHostileSubjectsAndScopesAsPlainText(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start();
        RefusalProbe probe = new RefusalProbe(app, issuer.clock())) {
      for (String value : HostileValues.ALL) {
        // No claim may contain NUL, because some programs end a text there.
        int status = value.indexOf('\0') < 0 ? 403 : 401;
        probe.refuse(status, "GET", "/products", issuer.token().scope(value).mint());
        probe.refuse(status, "GET", "/machines", issuer.token().subject(value).mint());
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
