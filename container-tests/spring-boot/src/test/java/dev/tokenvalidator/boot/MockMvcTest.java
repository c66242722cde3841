package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.AbstractMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** The filter in tests that call controllers without a container. */
@Tag("container")
class MockMvcTest {

  private static final TestIssuer ISSUER = TestIssuer.start();

  @DynamicPropertySource
  static void setProperties(DynamicPropertyRegistry properties) {
    properties.add("issuer.endpoint", () -> ISSUER.endpoint().toString());
    properties.add("issuer.resource", () -> ISSUER.resource().indicator());
  }

  @AfterAll
  static void closeIssuer() {
    ISSUER.close();
  }

  /** What {@code @AutoConfigureMockMvc} adds to a test. */
  @Configuration(proxyBeanMethods = false)
  @Import(MockMvcOfEitherBoot.class)
  static class AutoConfiguredMockMvc {}

  @Nested
  @SpringBootTest(classes = {WebApp.class, AutoConfiguredMockMvc.class, Registration.AsBean.class})
  class WithBean {

    @Autowired private MockMvc mvc;

    @Test
    void protectsControllers() throws Exception {
      assertProtected(mvc);
    }
  }

  @Nested
  @SpringBootTest(
      classes = {WebApp.class, AutoConfiguredMockMvc.class, Registration.AsRegistrationBean.class})
  class WithRegistrationBean {

    @Autowired private MockMvc mvc;

    @Test
    void protectsControllers() throws Exception {
      assertProtected(mvc);
    }
  }

  @Nested
  @SpringBootTest(
      classes = {WebApp.class, AutoConfiguredMockMvc.class, Registration.AsBean.class},
      webEnvironment = WebEnvironment.RANDOM_PORT)
  class BesideServer {

    @Autowired private MockMvc mvc;

    @Value("${local.server.port}")
    private int port;

    @Test
    void protectsControllers() throws Exception {
      assertProtected(mvc);

      URI uri = URI.create("http://localhost:" + port + "/things");
      assertThat(BootApp.send(HttpRequest.newBuilder(uri)).statusCode()).isEqualTo(401);
    }
  }

  @Nested
  @SpringBootTest(
      classes = {WebApp.class, AutoConfiguredMockMvc.class, Registration.ByInstall.class})
  class WithInitializer {

    @Autowired private MockMvc mvc;

    @Test
    void runsWithoutTheFilter() throws Exception {
      assertThat(status(mvc, "/things", "")).isEqualTo(200);
    }
  }

  @Nested
  @SpringBootTest(classes = WebApp.class)
  class BuiltByHand {

    @Autowired private WebApplicationContext context;
    @Autowired private Environment environment;

    @Test
    void protectsControllersOfOneContextRepeatedly() throws Exception {
      Filter filter = filter();
      assertProtected(started(MockMvcBuilders.webAppContextSetup(context), filter));
      assertProtected(started(MockMvcBuilders.webAppContextSetup(context), filter));
      assertProtected(started(MockMvcBuilders.webAppContextSetup(context), filter()));
    }

    @Test
    void protectsControllersAsDocumented() throws Exception {
      BearerTokenFilter filter = filter();
      MockMvc mvc =
          MockMvcBuilders.webAppContextSetup(context)
              .addFilter(filter, "tokens", Map.of(), EnumSet.of(DispatcherType.REQUEST), "/*")
              .build();

      assertProtected(mvc);
    }

    @Test
    void protectsStandaloneControllers() throws Exception {
      assertProtected(started(MockMvcBuilders.standaloneSetup(new WebApp()), filter()));
    }

    @Test
    void protectsControllersIfTheTestStartsTheFilter() throws Exception {
      Filter filter = filter();
      filter.init(new MockFilterConfig(new MockServletContext(), "tokens"));

      assertProtected(MockMvcBuilders.standaloneSetup(new WebApp()).addFilters(filter).build());
    }

    @Test
    void admitsNothingBeforeTheStart() {
      MockMvc mvc = MockMvcBuilders.standaloneSetup(new WebApp()).addFilters(filter()).build();

      assertThatThrownBy(() -> mvc.perform(get("/open")))
          .isInstanceOf(ServletException.class)
          .hasMessageContaining("addFilter");
    }

    private BearerTokenFilter filter() {
      return Registration.filter(environment).build();
    }

    private static MockMvc started(AbstractMockMvcBuilder<?> builder, Filter filter) {
      builder.addFilter(filter, "tokens", Map.of(), EnumSet.of(DispatcherType.REQUEST), "/*");
      return builder.build();
    }
  }

  private static void assertProtected(MockMvc mvc) throws Exception {
    assertThat(status(mvc, "/open", "")).isEqualTo(200);
    assertThat(status(mvc, "/things", "")).isEqualTo(401);
    assertThat(status(mvc, "/things", ISSUER.token().without("scope").mint())).isEqualTo(403);
    String reader = ISSUER.token().scope("read").mint();
    assertThat(status(mvc, "/things", reader)).isEqualTo(200);
    assertThat(status(mvc, "/nothing", reader)).isEqualTo(404);
    for (String path : List.of("/open/../things", "//things", "/things;a=b", "/things%2f")) {
      assertThat(status(mvc, path, reader)).as(path).isEqualTo(400);
    }
  }

  /** The status of a request; an empty token sends none. */
  private static int status(MockMvc mvc, String path, String token) throws Exception {
    URI uri = URI.create("http://localhost" + path);
    return mvc.perform(
            context -> {
              // The builder's own methods have other return types in Spring 7.
              MockHttpServletRequest request = get(uri).buildRequest(context);
              if (!token.isEmpty()) {
                request.addHeader("Authorization", "Bearer " + token);
              }
              return request;
            })
        .andReturn()
        .getResponse()
        .getStatus();
  }
}
