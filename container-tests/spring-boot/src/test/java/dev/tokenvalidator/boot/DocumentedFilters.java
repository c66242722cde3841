package dev.tokenvalidator.boot;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** The filters as the documentation registers them. */
@Configuration(proxyBeanMethods = false)
class DocumentedFilters {

  @Bean
  FilterRegistrationBean<BearerTokenFilter> tokens() {
    FilterRegistrationBean<BearerTokenFilter> tokens =
        new FilterRegistrationBean<>(
            BearerTokenFilter.builder()
                .logtoEndpoint("https://your.logto.endpoint")
                .audience("https://shopping.api")
                .route("GET", "/products", allOf("read:products"))
                .build());
    tokens.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    tokens.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    return tokens;
  }

  @Bean
  FilterRegistrationBean<CorsFilter> cors() {
    CorsConfiguration shop = new CorsConfiguration();
    shop.addAllowedOrigin("https://shop.example");
    shop.addAllowedMethod("GET");
    shop.addAllowedHeader("Authorization");
    UrlBasedCorsConfigurationSource paths = new UrlBasedCorsConfigurationSource();
    paths.registerCorsConfiguration("/**", shop);
    FilterRegistrationBean<CorsFilter> cors = new FilterRegistrationBean<>(new CorsFilter(paths));
    cors.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return cors;
  }
}
