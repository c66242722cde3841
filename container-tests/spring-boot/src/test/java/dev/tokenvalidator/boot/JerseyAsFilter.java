package dev.tokenvalidator.boot;

import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.EnumSet;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Jersey as Spring Boot registers it for {@code spring.jersey.type=filter}. */
@Configuration(proxyBeanMethods = false)
class JerseyAsFilter {

  @Bean
  FilterRegistrationBean<ServletContainer> jerseyFilterRegistration() {
    FilterRegistrationBean<ServletContainer> registration =
        new FilterRegistrationBean<>(new ServletContainer(new ResourceConfig(Secret.class)));
    registration.setName("jerseyFilter");
    registration.setOrder(0);
    registration.addUrlPatterns("/*");
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return registration;
  }

  /** Requires the scope. */
  @Path("/secret")
  public static final class Secret {

    @GET
    public String secret() {
      return "secret";
    }
  }
}
