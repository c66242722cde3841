package dev.tokenvalidator.issuers;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** What docs/issuers.md shows for Spring Authorization Server. */
class DocumentedCustomizer {

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> accessTokens() {
    return context -> {
      if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
        context.getJwsHeader().type("at+jwt");
        context
            .getClaims()
            .audience(List.of("https://shopping.api"))
            .claim("client_id", context.getRegisteredClient().getClientId());
      }
    };
  }
}
