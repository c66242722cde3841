package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootVersion;

/** The order of the filter among the filters of a Spring Boot application. */
@Tag("container")
@ExtendWith(TestIssuerExtension.class)
class BearerTokenFilterInBootTest {

  private static final Map<String, Object> HIDDEN_METHODS =
      Map.of("spring.mvc.hiddenmethod.filter.enabled", "true");

  private final Log log = new Log();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void runsOnTheSpringBootOfTheBuild() {
    assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
  }

  @ParameterizedTest
  @EnumSource(Registration.class)
  void startsBesideSpringBootsFilters(Registration registration, TestIssuer issuer)
      throws Exception {
    try (BootApp app = BootApp.start(issuer, WebApp.class, registration.configuration())) {
      assertThat(app.get("/open")).isEqualTo(200);
      assertThat(app.get("/things")).isEqualTo(401);
      assertThat(app.get("/things", issuer.token().without("scope").mint())).isEqualTo(403);
      assertThat(app.get("/things", issuer.token().scope("read").mint())).isEqualTo(200);
    }
    String place = registration == Registration.FIRST ? "behind" : "in front";
    assertThat(log.lines())
        .contains("the other filters that requests to this application meet:")
        .anyMatch(line -> line.matches("(in front|behind)  characterEncodingFilter  .*"))
        .anyMatch(line -> line.startsWith(place + "  formContentFilter  "));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FIRST")
  void refusesToStartBehindJersey(Registration registration, TestIssuer issuer) {
    assertThatThrownBy(
            () ->
                BootApp.start(
                        issuer, WebApp.class, JerseyAsFilter.class, registration.configuration())
                    .close())
        .isInstanceOf(RuntimeException.class);

    assertOrderWasRefused(
        "jerseyFilter",
        "org.glassfish.jersey.servlet.ServletContainer",
        "setOrder(Ordered.HIGHEST_PRECEDENCE)");
  }

  @Test
  void protectsJerseyBehindIt(TestIssuer issuer) throws Exception {
    try (BootApp app =
        BootApp.start(
            issuer, WebApp.class, JerseyAsFilter.class, Registration.FIRST.configuration())) {
      assertThat(app.get("/secret")).isEqualTo(401);
      assertThat(app.get("/secret", issuer.token().without("scope").mint())).isEqualTo(403);
      assertThat(app.get("/secret", issuer.token().scope("read").mint())).isEqualTo(200);
    }
    assertThat(log.lines())
        .contains(
            "behind  jerseyFilter  org.glassfish.jersey.servlet.ServletContainer  /*  serves"
                + " content");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FIRST")
  void appliesTheRuleOfTheMethodInTheForm(Registration registration, TestIssuer issuer)
      throws Exception {
    try (BootApp app =
        BootApp.start(issuer, HIDDEN_METHODS, WebApp.class, registration.configuration())) {
      String reader = issuer.token().scope("read").mint();

      assertThat(app.post("/things", "a=b", reader)).isEqualTo(200);
      assertThat(app.post("/things", "_method=delete", reader)).isEqualTo(403);
      assertThat(app.post("/things", "_method=delete", issuer.token().scope("delete").mint()))
          .isEqualTo(200);
    }
  }

  @Test
  void refusesToStartBeforeAFilterThatReadsTheMethodFromForms(TestIssuer issuer) {
    assertThatThrownBy(
            () ->
                BootApp.start(
                        issuer, HIDDEN_METHODS, WebApp.class, Registration.FIRST.configuration())
                    .close())
        .isInstanceOf(RuntimeException.class);

    assertOrderWasRefused("hiddenHttpMethodFilter");
  }

  private void assertOrderWasRefused(String... parts) {
    assertThat(log.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("filterOrderChecked")
                    .hasMessageContainingAll(parts));
  }
}
