package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/** An annotation that nothing would enforce stops the start. */
class UnenforcedAnnotationsTest extends SpringTestBase {

  static Stream<Arguments> beans() {
    return Stream.of(
        Arguments.of(OnService.class, "Spring MVC calls no method of this bean"),
        Arguments.of(OnServiceClass.class, "Spring MVC calls no method of this bean"),
        Arguments.of(OnMessages.class, "Spring MVC calls no method of this bean"),
        Arguments.of(OnListener.class, "Spring MVC does not call this method"),
        Arguments.of(OnPrivateMethod.class, "Spring MVC does not call this method"),
        Arguments.of(OnHelper.class, "Spring MVC does not call this method"),
        Arguments.of(MessagesBesideHandlers.class, "lets others than Spring MVC call it"),
        Arguments.of(PrivateMessages.class, "lets others than Spring MVC call it"),
        Arguments.of(OnHandlerObject.class, "Spring MVC calls no method of this bean"),
        Arguments.of(OnHandlerMethod.class, "calls the object as a whole"),
        Arguments.of(OnFactoryProduct.class, "Spring MVC calls no method of this bean"),
        Arguments.of(OwnMapping.class, "calls handlers without the interceptors"),
        Arguments.of(HiddenController.class, "is a proxy that hides its class"),
        Arguments.of(Contradiction.class, "@Open"),
        Arguments.of(NoVariable.class, "has no variable shop"),
        Arguments.of(Malformed.class, "scope"),
        Arguments.of(WithComposed.class, "does not pass it on"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("beans")
  void stopTheStart(Class<?> bean, String problem) {
    assertStops(
            SpringApp.of(ShopController.class, bean)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"))
        .hasMessageContaining(problem);
  }

  @Test
  void stopTheStartOfAnApplicationThatIsLazy() {
    assertStops(
            SpringApp.of(ShopController.class, OnService.class)
                .issuer(issuer)
                .with("spring.main.lazy-initialization", "true")
                .routes("* /open open", "* /* authenticated"))
        .hasMessageContaining("OnService");
  }

  @Test
  void stopTheStartIfEveryHandlerNeedsOne() {
    assertStops(shop().with("token-validator.require-annotations", "true"))
        .hasMessageContaining("token-validator.require-annotations: the handler")
        .hasMessageContaining("no annotation");
  }

  @Test
  void stopTheStartIfNothingReadsThoseOfControllers() {
    // The container logs the reason, and keeps the exception to itself.
    assertThat(catchThrowable(() -> start(shop().without(ControllersAutoConfiguration.class))))
        .hasStackTraceContaining("failed to start");
    assertThat(catchThrowable(() -> start(shop()))).isNull();
  }

  @Test
  void stopTheStartIfOpenOpensNothing() {
    assertStops(SpringApp.of(ShopController.class).issuer(issuer).routes("* /* authenticated"))
        .hasMessageContaining("@Open: on GET /open")
        .hasMessageContaining("opens nothing");
  }

  @Test
  void stopTheStartOnAServletWithoutTheFilter() {
    assertStops(
            SpringApp.of(SecuredApp.class, AnnotatedServletBean.class)
                .withSecurity()
                .issuer(issuer))
        .hasMessageContaining("AnnotatedServletBean$Admin")
        .hasMessageContaining("the filter is off");
  }

  /** The contract of a service, which the application calls. */
  @Test
  void letAClientOfAnAnnotatedContractStart() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Client.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(app.get("/open", null).statusCode()).isEqualTo(200);
  }

  /** Makes a client of a contract. */
  @Configuration(proxyBeanMethods = false)
  static class Client {
    @Bean
    StockContract stock() {
      return (StockContract)
          Proxy.newProxyInstance(
              StockContract.class.getClassLoader(),
              new Class<?>[] {StockContract.class},
              (proxy, method, arguments) -> "");
    }
  }

  /** Annotated for the service that implements it. */
  interface StockContract {
    @GetExchange("/stock")
    @RequiresScope("read:stock")
    String stock();
  }

  @Test
  void knowAFilterThatIsInstalled() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Installed.class)
                .with("token-validator.filter", "false")
                .issuer(issuer));

    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products", token("read:products")).body()).isEqualTo("products");
  }

  /** Installs the filter without a bean. */
  @Configuration(proxyBeanMethods = false)
  static class Installed {
    @Bean
    ServletContextInitializer tokens(AccessTokenValidator validator) {
      return context ->
          BearerTokenFilter.builder()
              .validator(validator)
              .environment(false)
              .route("/*", Access.authenticated())
              .install(context);
    }
  }

  /** Only what the message asks for itself would be lost. */
  @Test
  void letMessagesBesideAnnotatedMethodsStart() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, PlainMessages.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(app.get("/plain-messages", token("read")).statusCode()).isEqualTo(200);
    assertThat(app.get("/plain-messages", token("")).statusCode()).isEqualTo(403);
  }

  @Test
  void letAControllerWithHelpersStart() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, WithHelpers.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated"));

    assertThat(app.get("/helped", token("read")).statusCode()).isEqualTo(200);
    assertThat(app.get("/helped", token("")).statusCode()).isEqualTo(403);
  }

  @RestController
  static class PlainMessages {
    @GetMapping("/plain-messages")
    @RequiresScope("read")
    String get() {
      return "";
    }

    @MessageMapping("read")
    void read() {}
  }

  /** A servlet that is registered beside Spring Security. */
  @Configuration(proxyBeanMethods = false)
  static class AnnotatedServletBean {
    @Bean
    ServletRegistrationBean<Admin> admin() {
      return new ServletRegistrationBean<>(new Admin(), "/admin");
    }

    /** Read by the filter only. */
    @RequiresScope("admin")
    static class Admin extends HttpServlet {
      private static final long serialVersionUID = 1L;
    }
  }

  @Service
  static class OnService {
    @RequiresScope("read")
    void read() {}
  }

  @Service
  @MachineOnly
  static class OnServiceClass {}

  @Service
  static class OnMessages {
    @MessageMapping("read")
    @RequiresScope("read")
    void read() {}
  }

  @RestController
  static class OnListener {
    @GetMapping("/listener")
    String get() {
      return "";
    }

    @EventListener
    @RequiresScope("read")
    void read(String event) {}
  }

  @RestController
  static class OnPrivateMethod {
    @GetMapping("/private")
    String get() {
      return secret();
    }

    @RequiresScope("read")
    private String secret() {
      return "";
    }
  }

  @RestController
  static class OnHelper {
    @GetMapping("/helper")
    String get() {
      return get("x");
    }

    @RequiresScope("read")
    String get(String other) {
      return other;
    }
  }

  @RestController
  @RequiresScope("read")
  static class MessagesBesideHandlers {
    @GetMapping("/messages")
    String get() {
      return "";
    }

    @MessageMapping("read")
    public void read() {}
  }

  @RestController
  @RequiresScope("read")
  static class PrivateMessages {
    @GetMapping("/messages")
    String get() {
      return "";
    }

    @MessageMapping("read")
    void read() {}
  }

  /** No mapping leads to it. */
  @Service
  @RequiresScope("read")
  static class OnHandlerObject implements HttpRequestHandler {
    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** Mapped by its name. */
  @Component("/report")
  static class OnHandlerMethod implements HttpRequestHandler {
    @Override
    @RequiresScope("read")
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** A factory, as that of a repository is. */
  @Component
  static class OnFactoryProduct implements FactoryBean<Stock> {
    @Override
    public Stock getObject() {
      return new Stock();
    }

    @Override
    public Class<?> getObjectType() {
      return Stock.class;
    }
  }

  /** What the factory makes. */
  static class Stock {
    @RequiresScope("read")
    void read() {}
  }

  /** Knows no interceptors. */
  @Component
  static class OwnMapping implements HandlerMapping {
    @Override
    public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
      return null;
    }
  }

  /** A proxy that Spring cannot look through. */
  @Configuration(proxyBeanMethods = false)
  static class HiddenController {
    @Bean
    Hidden hidden() {
      return (Hidden)
          Proxy.newProxyInstance(
              Hidden.class.getClassLoader(),
              new Class<?>[] {Hidden.class},
              (proxy, method, arguments) -> "");
    }
  }

  /** The contract of a hidden controller. */
  @RestController
  interface Hidden {
    @GetMapping("/hidden")
    String get();
  }

  @RestController
  static class Contradiction {
    @GetMapping("/contradiction")
    @Open
    @RequiresScope("read")
    String get() {
      return "";
    }
  }

  @RestController
  static class NoVariable {
    @GetMapping("/shops/{id}")
    @Organization("shop")
    String get() {
      return "";
    }
  }

  @RestController
  static class Malformed {
    @GetMapping("/malformed")
    @RequiresScope("read products")
    String get() {
      return "";
    }
  }

  /** Carries an annotation, which Java does not pass on. */
  @RequiresScope("read")
  @Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Composed {}

  @RestController
  static class WithComposed {
    @GetMapping("/composed")
    @Composed
    String get() {
      return "";
    }
  }

  @RestController
  @RequiresScope("read")
  static class WithHelpers {
    @GetMapping("/helped")
    String get() {
      return help();
    }

    String help() {
      return "";
    }
  }
}
