package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and the five kinds of servlet mapping (Servlet 6.0 section 12.2). */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class ServletMappingTest {

  private final Container container;

  ServletMappingTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/shop"})
  @Tag("S24")
  void appliesRoutesToEveryKindOfMapping(String context, TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .contextPath(context)
            .filter(filter -> filter.route("/open/*", open()).route("/*", allOf("secret")))
            .servlet("", (request, response) -> response.getWriter().print("root"))
            .servlet("/exact", (request, response) -> response.getWriter().print("exact"))
            .servlet("/tree/*", (request, response) -> response.getWriter().print("tree"))
            .servlet("*.do", (request, response) -> response.getWriter().print("extension"))
            .servlet("/", (request, response) -> response.getWriter().print("default"))
            .start()) {
      String good = issuer.token().scope("secret").mint();
      for (String line :
          List.of(
              "/ root",
              "/exact exact",
              "/tree tree",
              "/tree/ tree",
              "/tree/a tree",
              "/tree/a.do tree",
              "/a.do extension",
              "/a/b.do extension",
              "/exact/ default",
              "/exact/a default",
              "/a.DO default",
              "/other default")) {
        String target = context + line.substring(0, line.indexOf(' '));
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, issuer.token().scope("other").mint()).status())
            .as(target)
            .isEqualTo(403);
        assertThat(app.get(target, good).body())
            .as(target)
            .isEqualTo(line.substring(line.indexOf(' ') + 1));
      }
      int calls = app.calls();
      for (String target :
          List.of("/open/../exact", "/open/..;/a.do", "/a.do;x", "/./", "/open/../", "//exact")) {
        assertThat(app.get(context + target, good).status()).as(target).isEqualTo(400);
      }
      assertThat(app.calls()).isEqualTo(calls);
    }
  }

  @Test
  @Tag("S24")
  void appliesRoutesToAServletMappedToAllPaths(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/open/*", open()).route("/*", allOf("secret")))
            .servlet("/*", (request, response) -> response.getWriter().print("all"))
            .start()) {
      for (String target : List.of("/", "/a", "/a.do", "/opened", "/OPEN/a")) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, issuer.token().scope("secret").mint()).body())
            .as(target)
            .isEqualTo("all");
      }
      assertThat(app.send("GET", "/open/a").body()).isEqualTo("all");
    }
  }
}
