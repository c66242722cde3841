package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.RequiresScope;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A resource server of Spring Security, which knows nothing of this library but annotations. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SecuredApp {

  @Bean
  SecurityFilterChain chain(HttpSecurity http) throws Exception {
    return http.csrf(csrf -> csrf.disable())
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/public")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/message")
                    .hasAuthority("SCOPE_message:read")
                    .requestMatchers(HttpMethod.POST, "/message")
                    .hasAuthority("SCOPE_message:write")
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }

  /** Its endpoints. */
  @RestController
  static class Endpoints {

    @GetMapping("/")
    String hello(@AuthenticationPrincipal Jwt jwt) {
      return "Hello, " + jwt.getSubject();
    }

    @GetMapping("/message")
    String message() {
      return "secret";
    }

    @PostMapping("/message")
    String create() {
      return "created";
    }

    @GetMapping("/annotated")
    @RequiresScope("read:products")
    String annotated(AccessToken token) {
      return token.clientId();
    }

    @GetMapping("/public")
    @RequiresScope("read:products")
    String annotatedButPublic() {
      return "";
    }

    @GetMapping("/authorities")
    List<String> authorities(Authentication caller) {
      return caller.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    }

    @GetMapping("/claims")
    String claims(@AuthenticationPrincipal Jwt jwt) {
      return jwt.getHeaders().get("typ")
          + " "
          + jwt.getIssuer()
          + " "
          + jwt.getAudience()
          + " "
          + jwt.getExpiresAt().equals(jwt.getClaimAsInstant("exp"))
          + " "
          + jwt.getClaimAsString("scope")
          + " "
          + jwt.getClaim("number")
          + " "
          + jwt.getClaimAsMap("map");
    }
  }
}
