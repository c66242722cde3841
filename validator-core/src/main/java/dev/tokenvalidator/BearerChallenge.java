package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request that is turned away: a status, a {@code WWW-Authenticate} challenge
 * (RFC 6750 section 3) and a fixed text.
 *
 * <p>The text is the same for every cause, so that an attacker learns nothing; the cause goes to
 * the operator. Immutable and safe for use by several threads.
 *
 * @param status the HTTP status: 400, 401 or 403
 * @param error the error code of RFC 6750 section 3.1; empty if the request carried no token
 * @param description the fixed text for the client
 * @param scope the scopes to request, separated by spaces
 * @param realm the protection space (RFC 9110 section 11.5)
 * @param resourceMetadata the address of the metadata of the protected resource (RFC 9728 section
 *     5.1)
 */
public record BearerChallenge(
    int status,
    Optional<String> error,
    String description,
    Optional<String> scope,
    Optional<String> realm,
    Optional<String> resourceMetadata) {

  private static final BearerChallenge MISSING_TOKEN =
      fixed(401, null, "An access token is required");
  private static final BearerChallenge INVALID_REQUEST =
      fixed(400, "invalid_request", "The request does not carry one well-formed bearer token");
  private static final BearerChallenge INVALID_TOKEN =
      fixed(401, "invalid_token", "The access token is not valid here");
  private static final BearerChallenge INSUFFICIENT =
      fixed(403, "insufficient_scope", "The access token does not allow this request");

  /**
   * @throws IllegalArgumentException if a part contains a quote, a backslash or anything but
   *     printable ASCII
   */
  public BearerChallenge {
    error.ifPresent(value -> checkQuotable("error", value));
    checkQuotable("description", description);
    scope.ifPresent(value -> checkQuotable("scope", value));
    realm.ifPresent(value -> checkQuotable("realm", value));
    resourceMetadata.ifPresent(value -> checkQuotable("resourceMetadata", value));
  }

  /** 401 for a request without token: a bare challenge, without error code (section 3.1). */
  public static BearerChallenge missingToken() {
    return MISSING_TOKEN;
  }

  /** 400 {@code invalid_request}, for {@link InvalidRequestException}. */
  public static BearerChallenge invalidRequest() {
    return INVALID_REQUEST;
  }

  /** 401 {@code invalid_token}, for {@link InvalidTokenException}: the same for every reason. */
  public static BearerChallenge invalidToken() {
    return INVALID_TOKEN;
  }

  /**
   * 403 {@code insufficient_scope} that names the scopes a client has to request, for {@link
   * InsufficientScopeException}.
   *
   * @param scopes {@link InsufficientScopeException#requiredScopes()}; empty if no scope would
   *     help, and then the challenge names none
   * @throws IllegalArgumentException if a scope is malformed (RFC 6749 section 3.3)
   */
  public static BearerChallenge insufficientScope(Collection<String> scopes) {
    if (scopes.isEmpty()) {
      return INSUFFICIENT;
    }
    scopes.forEach(ScopeRequirement::checkScope);
    return new BearerChallenge(
        INSUFFICIENT.status,
        INSUFFICIENT.error,
        INSUFFICIENT.description,
        Optional.of(String.join(" ", scopes)),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same with a realm.
   *
   * @param realm the name of the protection space
   * @throws IllegalArgumentException if it contains a quote, a backslash or anything but printable
   *     ASCII
   */
  public BearerChallenge withRealm(String realm) {
    return new BearerChallenge(
        status, error, description, scope, Optional.of(realm), resourceMetadata);
  }

  /**
   * The same for a protected resource (RFC 9728 section 5): it names the address of the metadata,
   * and a 401 also names the scopes that the request needs. A 403 names the fewest scopes that are
   * enough ({@link Access#scopesToRequest}), because a client requests all that it reads there.
   *
   * @param resource whose metadata to name
   * @param access what the request needs; {@link Access#open} where that is not known
   */
  public BearerChallenge withResource(ProtectedResource resource, Access access) {
    Set<String> needed = access.scopesToRequest();
    boolean namesScopes = !needed.isEmpty() && (status == 401 || scope.isPresent());
    return new BearerChallenge(
        status,
        error,
        description,
        namesScopes ? Optional.of(String.join(" ", needed)) : Optional.empty(),
        realm,
        Optional.of(resource.metadataUri()));
  }

  /** The value of the {@code WWW-Authenticate} header. */
  public String header() {
    StringBuilder header = new StringBuilder("Bearer");
    realm.ifPresent(value -> append(header, "realm", value));
    error.ifPresent(
        value -> {
          append(header, "error", value);
          append(header, "error_description", description);
        });
    scope.ifPresent(value -> append(header, "scope", value));
    resourceMetadata.ifPresent(value -> append(header, "resource_metadata", value));
    return header.toString();
  }

  /** A small JSON body: {@code error} if there is one, and {@code error_description}. */
  public String body() {
    // Every part was checked for quotes, backslashes and control characters: nothing to escape.
    return "{"
        + error.map(value -> "\"error\":\"" + value + "\",").orElse("")
        + "\"error_description\":\""
        + description
        + "\"}";
  }

  private static BearerChallenge fixed(int status, @Nullable String error, String description) {
    return new BearerChallenge(
        status,
        Optional.ofNullable(error),
        description,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void append(StringBuilder header, String name, String value) {
    header.append(header.length() == "Bearer".length() ? " " : ", ");
    header.append(name).append("=\"").append(value).append('"');
  }

  private static void checkQuotable(String name, String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '"' && c != '\\')) {
      throw new IllegalArgumentException(
          name
              + " must be printable ASCII without quote and backslash (RFC 6750 section 3): "
              + Quoted.text(value));
    }
  }
}
