package dev.tokenvalidator.testing;

import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test says about a token. Not safe for use by several threads. */
final class TokenContent {

  private List<String> scopes = List.of();
  private String clientId = "test-client";
  private @Nullable String subject;
  private @Nullable String organizationId;
  private boolean expired;
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();

  void setScopes(String... names) {
    for (String name : names) {
      if (name.isEmpty() || name.indexOf(' ') >= 0) {
        throw new IllegalArgumentException(
            "scope \""
                + name
                + "\": must not be empty or contain a space; pass each scope as an argument of its"
                + " own");
      }
    }
    scopes = List.of(names);
  }

  void setClientId(String id) {
    clientId = id;
  }

  void setSubject(String name) {
    subject = name;
  }

  void setMachine() {
    subject = null;
  }

  void setPerson() {
    subject = "test-person";
  }

  void setOrganizationId(String id) {
    organizationId = id;
  }

  boolean hasOrganization() {
    return organizationId != null;
  }

  void setExpired() {
    expired = true;
  }

  void setClaim(String name, @Nullable Object value) {
    claims.put(name, value);
  }

  /** Signs a token of the shape that an application accepts. */
  String mint(TokenShape shape) {
    TokenBuilder token =
        TokenBuilder.of(shape.issuer(), shape.audience(), TokenKeys.key(shape.algorithm()))
            .type(shape.type())
            .without("client_id")
            .without("scope")
            .claim(shape.clientIdClaim(), clientId)
            .subject(subject == null ? clientId : subject);
    shape.mark().forEach(token::claim);
    if (!scopes.isEmpty()) {
      token.claim(shape.scopeClaim(), shape.scopesAreArray() ? scopes : String.join(" ", scopes));
    }
    addOrganization(token, shape.organizations());
    if (expired) {
      token.expired();
    }
    claims.forEach(token::claim);
    return token.mint();
  }

  private void addOrganization(TokenBuilder token, OrganizationTokens organizations) {
    if (organizationId == null) {
      return;
    }
    if (organizations == OrganizationTokens.BY_AUDIENCE) {
      token.audience("urn:logto:organization:" + organizationId);
    } else {
      token.organizationId(organizationId);
    }
  }
}
