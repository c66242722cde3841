package dev.tokenvalidator.spring;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.ValidationUnavailableException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Has Spring Security's tokens validated by our validator. Immutable and safe for use by several
 * threads.
 */
final class ValidatingJwtDecoder implements JwtDecoder {

  /** Spring Security puts it into {@code error_description}, so it says no more than ours. */
  private static final String INVALID = BearerChallenge.invalidToken().description();

  private final AccessTokenValidator validator;
  private final ResourceServer server;
  private final List<OAuth2TokenValidator<Jwt>> checks;

  /**
   * Makes a decoder.
   *
   * @param realm of the challenges to annotated handlers; null for none
   * @param checks of the application, which come after ours
   */
  ValidatingJwtDecoder(
      AccessTokenValidator validator,
      @Nullable String realm,
      List<OAuth2TokenValidator<Jwt>> checks) {
    ResourceServer without = ResourceServer.of(validator);
    this.validator = validator;
    this.server = realm == null ? without : without.withRealm(realm);
    this.checks = List.copyOf(checks);
  }

  /**
   * Validates a token.
   *
   * @throws BadJwtException if it is invalid; the reason goes to the listener and the log
   * @throws JwtValidationException if a check of the application refuses it
   * @throws UnavailableJwtException if it cannot be checked now
   */
  @Override
  public Jwt decode(String token) throws JwtException {
    if (token == null) {
      throw new BadJwtException(INVALID);
    }
    Jwt jwt = jwt(token, validate(token));
    for (OAuth2TokenValidator<Jwt> check : checks) {
      OAuth2TokenValidatorResult result = check.validate(jwt);
      if (result.hasErrors()) {
        throw new JwtValidationException(INVALID, result.getErrors());
      }
    }
    return jwt;
  }

  private AccessToken validate(String token) {
    try {
      return validator.validate(token, context());
    } catch (InvalidTokenException e) {
      throw new BadJwtException(INVALID, e);
    } catch (ValidationUnavailableException e) {
      throw new UnavailableJwtException(e.retryAfter(), e);
    } catch (RuntimeException e) {
      // Spring Security would answer it with a 401.
      SpringLog.log(
          System.Logger.Level.ERROR, "a token is refused, no decision was possible: " + e);
      throw new UnavailableJwtException(Duration.ofSeconds(1), e);
    }
  }

  /** With the peer as the source, so that callers get a fair share of first verifications. */
  private static RequestContext context() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
            && current.getRequest().getRemoteAddr() != null
        ? RequestContext.none().withSource(current.getRequest().getRemoteAddr())
        : RequestContext.none();
  }

  private Jwt jwt(String text, AccessToken token) {
    return new ValidatedJwt(
        text,
        // Spring accepts no token that expired before it was issued; such a time says nothing.
        token.issuedAt().filter(issued -> issued.isBefore(token.expiresAt())).orElse(null),
        token.expiresAt(),
        headers(text),
        JwtClaims.of(token),
        new AccessTokenPrincipal(server, token, Access.authenticated()));
  }

  /** Any members, as they are: the validator has judged those that count. */
  private static Map<String, Object> headers(String token) {
    try {
      return JSONObjectUtils.parse(
          new Base64URL(token.substring(0, token.indexOf('.'))).decodeToString());
    } catch (ParseException e) {
      throw new IllegalStateException("the header of a valid token cannot be read", e);
    }
  }
}
