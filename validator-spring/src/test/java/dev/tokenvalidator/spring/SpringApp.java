package dev.tokenvalidator.spring;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A running Spring Boot application on ports of its own. */
final class SpringApp implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Spring Security is on the class path, so that some tests can have it. */
  private static final String WITHOUT_SECURITY =
      String.join(
          ",",
          "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
          "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
          "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
          "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration",
          "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
          "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
          "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration");

  private final ConfigurableApplicationContext context;

  private SpringApp(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Describes an application of these classes. */
  static Builder of(Class<?>... classes) {
    return new Builder(classes);
  }

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return send("GET", path, token);
  }

  HttpResponse<String> send(String method, String path, @Nullable String token) throws Exception {
    return send(request(method, path, token));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String method, String path, @Nullable String token) {
    return request("local.server.port", method, path, token);
  }

  /** A request to the port in a property of the running application. */
  HttpRequest.Builder request(
      String portProperty, String method, String path, @Nullable String token) {
    String port = context.getEnvironment().getRequiredProperty(portProperty);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.noBody());
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  boolean hasNoBean(String name) {
    return !context.containsBean(name);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }

  /** Describes an application. */
  static final class Builder {

    private final Class<?>[] classes;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();

    private Builder(Class<?>... classes) {
      this.classes = classes;
      properties.put("server.port", "0");
      properties.put("server.address", "127.0.0.1");
      properties.put("spring.main.banner-mode", "off");
      properties.put("spring.jmx.enabled", "false");
      properties.put("logging.level.root", "off");
      properties.put("spring.autoconfigure.exclude", WITHOUT_SECURITY);
    }

    /** Leaves Spring Security on. */
    Builder withSecurity() {
      properties.remove("spring.autoconfigure.exclude");
      return this;
    }

    /** Leaves out one of our own configurations. */
    Builder without(Class<?> configuration) {
      properties.merge(
          "spring.autoconfigure.exclude",
          configuration.getName(),
          (others, name) -> others + "," + name);
      return this;
    }

    Builder issuer(TestIssuer issuer) {
      return with("token-validator.logto-endpoint", issuer.endpoint().toString())
          .with("token-validator.audience", issuer.resource().indicator());
    }

    Builder routes(String... routes) {
      return with("token-validator.routes", String.join("\n", routes));
    }

    /** A property of the lowest source. */
    Builder with(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** A command line argument, which is the highest source. */
    Builder argument(String name, String value) {
      arguments.add("--" + name + "=" + value);
      return this;
    }

    SpringApp start() {
      return new SpringApp(
          new SpringApplicationBuilder(classes)
              .properties(properties)
              .run(arguments.toArray(String[]::new)));
    }
  }
}
