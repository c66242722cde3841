package dev.tokenvalidator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A validated access token (RFC 9068): its signature is verified and every rule passed.
 *
 * <p>Only an {@link AccessTokenValidator} makes one, so a method with an {@code AccessToken}
 * parameter never gets an unchecked token. It was valid when it was validated, and may have expired
 * since.
 *
 * <p>It contains neither the token text nor its signature; neither identifies a token, since one
 * token may have several valid signatures. Immutable and safe for use by several threads. {@code
 * toString} shows no claim that names a person.
 */
public final class AccessToken {

  private final String issuer;
  private final String subject;
  private final String clientId;
  private final List<String> audience;
  private final Set<String> scopes;
  private final Instant expiresAt;
  private final @Nullable Instant notBefore;
  private final @Nullable Instant issuedAt;
  private final @Nullable String id;
  private final @Nullable String organizationId;
  private final CallerKind callerKind;
  private final MachineRule machineRule;
  private final Map<String, @Nullable Object> claims;

  AccessToken(
      String issuer,
      String subject,
      String clientId,
      List<String> audience,
      Set<String> scopes,
      Instant expiresAt,
      @Nullable Instant notBefore,
      @Nullable Instant issuedAt,
      @Nullable String id,
      @Nullable String organizationId,
      CallerKind callerKind,
      MachineRule machineRule,
      Map<String, @Nullable Object> claims) {
    this.issuer = issuer;
    this.subject = subject;
    this.clientId = clientId;
    this.audience = List.copyOf(audience);
    this.scopes = scopes;
    this.expiresAt = expiresAt;
    this.notBefore = notBefore;
    this.issuedAt = issuedAt;
    this.id = id;
    this.organizationId = organizationId;
    this.callerKind = callerKind;
    this.machineRule = machineRule;
    this.claims = claims;
  }

  /** The issuer: {@code iss} (RFC 7519 section 4.1.1). */
  public String issuer() {
    return issuer;
  }

  /**
   * The subject: {@code sub} (RFC 7519 section 4.1.2). Unique only together with the issuer. Logto
   * uses the client id for a machine.
   */
  public String subject() {
    return subject;
  }

  /**
   * The client that requested it: {@code client_id} (RFC 8693 section 4.3), or the claim that
   * {@link AccessTokenValidatorBuilder#clientIdClaim} names.
   */
  public String clientId() {
    return clientId;
  }

  /** The audience: {@code aud} (RFC 7519 section 4.1.3). One value is ours. */
  public List<String> audience() {
    return audience;
  }

  /** The granted scopes, in the token's order; empty if there are none. */
  public Set<String> scopes() {
    return scopes;
  }

  /** When it expires: {@code exp}, whole seconds. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * When it becomes valid: {@code nbf} (RFC 7519 section 4.1.5), whole seconds, if the token has
   * it.
   */
  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }

  /** When it was issued: {@code iat}, whole seconds, if the token has it. */
  public Optional<Instant> issuedAt() {
    return Optional.ofNullable(issuedAt);
  }

  /** The identifier of the token: {@code jti} (RFC 7519 section 4.1.7), if it has one. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /**
   * The organization it was issued for, with {@link OrganizationTokens#REQUIRED} or {@link
   * OrganizationTokens#BY_AUDIENCE}; otherwise empty.
   */
  public Optional<String> organizationId() {
    return Optional.ofNullable(organizationId);
  }

  /**
   * Who stands behind the token, by the {@link AccessTokenValidatorBuilder#machineRule machineRule}
   * of its issuer.
   */
  public CallerKind callerKind() {
    return callerKind;
  }

  /** Whether the client acts for itself: {@link #callerKind()} is {@link CallerKind#MACHINE}. */
  @CheckReturnValue
  public boolean isMachine() {
    return callerKind == CallerKind.MACHINE;
  }

  MachineRule machineRule() {
    return machineRule;
  }

  /**
   * A claim, as a value of the given type.
   *
   * <p>Types: {@code String}, {@code Boolean}, {@code Long} (a whole number that fits), {@code
   * BigDecimal} (any number), {@code Instant} (a NumericDate, RFC 7519 section 2), {@code List} and
   * {@code Map} (unmodifiable; elements are strings, booleans, {@code BigDecimal}s, lists, maps or
   * null), and {@code Object} (any of these, as an element is). A number has at most 1,000
   * characters and an exponent from -999 to 999, so it is cheap to compute with.
   *
   * @param name of the claim, compared case-sensitively
   * @param type of the value
   * @param <T> type of the value
   * @return the value; empty if the token has no such claim
   * @throws ClaimTypeException if the claim has another type, {@code null} included
   * @throws IllegalArgumentException for any other type than these
   */
  public <T> Optional<T> claim(String name, Class<T> type) {
    if (!claims.containsKey(name)) {
      return Optional.empty();
    }
    Object value = claims.get(name);
    Object converted;
    if (type == String.class
        || type == Boolean.class
        || type == BigDecimal.class
        || type == List.class
        || type == Map.class
        || type == Object.class) {
      converted = type.isInstance(value) ? value : null;
    } else if (type == Long.class) {
      converted = ClaimsSet.wholeNumber(value);
    } else if (type == Instant.class) {
      converted = ClaimsSet.numericDate(value, RoundingMode.FLOOR);
    } else {
      throw new IllegalArgumentException(
          "claims are read as String, Boolean, Long, BigDecimal, Instant, List, Map or Object, not as "
              + type.getName());
    }
    if (converted == null) {
      throw new ClaimTypeException(name, type, value);
    }
    return Optional.of(type.cast(converted));
  }

  /**
   * All claims as a record or class of the application, bound by Jackson: the way to nested claims,
   * such as the roles of Keycloak.
   *
   * <pre>{@code
   * record Claims(Roles realm_access, Instant exp) {}
   * record Roles(List<String> roles) {}
   * List<String> roles = token.claimsAs(Claims.class).realm_access().roles();
   * }</pre>
   *
   * <p>Claims without a component are ignored. A component without a claim is null, or refused if
   * it is of a primitive type. Types are not converted: a string is no number, a number is no
   * string, and a number whose exponent does not fit is no {@code long} or {@code BigInteger}. An
   * {@code Instant} is read from a NumericDate (RFC 7519 section 2); do not use {@code
   * java.util.Date}, which takes the number for milliseconds. A list is also read from a single
   * value, as {@code aud} allows.
   *
   * <p>The first call loads {@code jackson-databind}; nothing else in this library does. In a named
   * module, open the package of the type to {@code com.fasterxml.jackson.databind}.
   *
   * @param type of the value
   * @param <T> type of the value
   * @return a new value
   * @throws ClaimTypeException if a claim has another type than its component, or the constructor
   *     of the type throws
   * @throws IllegalArgumentException if Jackson cannot create the type
   */
  public <T> T claimsAs(Class<T> type) {
    return ClaimsBinding.bind(claims, type);
  }

  /** The names of all claims, in no particular order. */
  public Set<String> claimNames() {
    return claims.keySet();
  }

  Map<String, @Nullable Object> claims() {
    return claims;
  }

  /** For logs: issuer, client and expiry. */
  @Override
  public String toString() {
    return "AccessToken[issuer="
        + issuer
        + ", client="
        + Explanation.quote(clientId)
        + ", expires="
        + expiresAt
        + "]";
  }
}
