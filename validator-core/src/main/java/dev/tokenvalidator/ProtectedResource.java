package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API as its clients see it: a protected resource of RFC 9728. It has an identifier, which is
 * the audience of its tokens, and metadata, from which a client learns where to get a token.
 *
 * <pre>{@code
 * ProtectedResource.of("https://shop.example/mcp")
 *     .withName("Shop tools")
 *     .withScopesSupported("read:products", "write:orders");
 * }</pre>
 *
 * <p>The identifier is configured and never taken from a request, because anyone can write into
 * {@code Host}. Immutable and safe for use by several threads.
 */
public final class ProtectedResource {

  static final String SETTING = "protectedResource";

  private final String identifier;

  /** The path of the identifier, decoded; empty if it has none. */
  private final String identifierPath;

  /** The paths of this server that belong to the resource; null to follow the identifier. */
  private final @Nullable String path;

  private final List<String> scopesSupported;
  private final boolean collectsScopes;

  /** The members that are texts, by their names in the metadata. */
  private final Map<String, String> texts;

  private ProtectedResource(
      String identifier,
      String identifierPath,
      @Nullable String path,
      List<String> scopesSupported,
      boolean collectsScopes,
      Map<String, String> texts) {
    this.identifier = identifier;
    this.identifierPath = identifierPath;
    this.path = path;
    this.scopesSupported = scopesSupported;
    this.collectsScopes = collectsScopes;
    this.texts = texts;
  }

  /**
   * A resource of which nothing but the identifier is published.
   *
   * @param identifier the URL under which clients reach the API (RFC 9728 section 1.2), exactly as
   *     it is registered with the issuer: {@code https}, or {@code http} on loopback, without
   *     query, fragment and user name
   * @throws InvalidSettingException if it is no such URL, or its path has an empty segment, a dot
   *     segment or an encoded delimiter, which a server may read differently
   */
  public static ProtectedResource of(String identifier) {
    return new ProtectedResource(
        identifier,
        ResourceIdentifier.pathOf(identifier),
        null,
        List.of(),
        false,
        Collections.emptyMap());
  }

  /**
   * The same with the paths of this server that belong to it: one path and everything below it.
   * Default: the path of the identifier. Needed behind a proxy that rewrites paths, and where more
   * of the application belongs to the resource: {@code /} for all of it.
   *
   * @param path below the context path; it starts with a slash
   * @throws InvalidSettingException if it is no canonical path
   */
  public ProtectedResource withPath(String path) {
    return new ProtectedResource(
        identifier,
        identifierPath,
        ResourceIdentifier.checkPath(path),
        scopesSupported,
        collectsScopes,
        texts);
  }

  /**
   * The same with a name for people: {@code resource_name}.
   *
   * @param name not blank
   * @throws InvalidSettingException if it is blank or has a control character
   */
  public ProtectedResource withName(String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw invalid("its name is blank or has a line break or another control character");
    }
    return withText("resource_name", name);
  }

  /**
   * The same with scopes that a client may request: {@code scopes_supported}. Everybody can read
   * them. A challenge names the scopes that a request needs, listed here or not.
   *
   * @param scopes at least one
   * @throws InvalidSettingException if none is given, one is malformed, one is {@code
   *     offline_access}, which is a matter between client and issuer, or they are to be collected
   */
  public ProtectedResource withScopesSupported(String... scopes) {
    if (scopes.length == 0) {
      throw invalid("its scopes are empty; name one, or leave them out");
    }
    checkEitherListedOrCollected(!collectsScopes);
    for (String scope : scopes) {
      checkScope(scope);
    }
    return new ProtectedResource(
        identifier,
        identifierPath,
        path,
        List.of(scopes).stream().distinct().toList(),
        false,
        texts);
  }

  /**
   * The same with the scopes of the rules of its paths as {@code scopes_supported}: the servlet
   * filter collects them from its routes and from annotated servlets when it starts. Everybody can
   * read them then. Other doors cannot collect them, and stop the start.
   *
   * @throws InvalidSettingException if scopes are listed as well
   */
  public ProtectedResource withCollectedScopes() {
    checkEitherListedOrCollected(scopesSupported.isEmpty());
    return new ProtectedResource(identifier, identifierPath, path, List.of(), true, texts);
  }

  /**
   * The same with the scopes that {@link #withCollectedScopes} asked for: for the door that has
   * collected them.
   *
   * @param scopes collected from rules; may be empty
   */
  public ProtectedResource withScopesOfRules(Collection<String> scopes) {
    return new ProtectedResource(
        identifier, identifierPath, path, List.copyOf(scopes), false, texts);
  }

  /**
   * The same with a page for developers: {@code resource_documentation}.
   *
   * @param uri an {@code https} or {@code http} URL
   * @throws InvalidSettingException if it is no such URL
   */
  public ProtectedResource withDocumentation(String uri) {
    return withText("resource_documentation", checkPage("documentation", uri));
  }

  /**
   * The same with a page about how a client may use the data: {@code resource_policy_uri}.
   *
   * @param uri an {@code https} or {@code http} URL
   * @throws InvalidSettingException if it is no such URL
   */
  public ProtectedResource withPolicy(String uri) {
    return withText("resource_policy_uri", checkPage("policy", uri));
  }

  /**
   * The same with the terms of service: {@code resource_tos_uri}.
   *
   * @param uri an {@code https} or {@code http} URL
   * @throws InvalidSettingException if it is no such URL
   */
  public ProtectedResource withTermsOfService(String uri) {
    return withText("resource_tos_uri", checkPage("termsOfService", uri));
  }

  /** The identifier, as given: the {@code resource} of a token request (RFC 8707). */
  public String identifier() {
    return identifier;
  }

  /**
   * The paths of this server that belong to it, as {@link #withPath} named them, or the path of the
   * identifier, decoded; empty if the identifier has none.
   */
  public String path() {
    return path == null ? identifierPath : path;
  }

  /** Whether {@link #withPath} named the paths. */
  public boolean hasOwnPath() {
    return path != null;
  }

  /** The scopes to publish, in the order given; empty for none. */
  public List<String> scopesSupported() {
    return scopesSupported;
  }

  /** Whether {@link #withCollectedScopes} asks for the scopes of the rules. */
  public boolean collectsScopes() {
    return collectsScopes;
  }

  /** The address of its metadata (RFC 9728 section 3.1), for the challenge. */
  public String metadataUri() {
    return ResourceIdentifier.metadataUri(identifier);
  }

  /** The path of {@link #metadataUri}, decoded. */
  public String metadataPath() {
    return ResourceIdentifier.WELL_KNOWN + (identifierPath.equals("/") ? "" : identifierPath);
  }

  /** The members of the metadata that are texts, by their names. */
  Map<String, String> texts() {
    return texts;
  }

  /** The identifier. */
  @Override
  public String toString() {
    return identifier;
  }

  private ProtectedResource withText(String member, String text) {
    Map<String, String> more = new LinkedHashMap<>(texts);
    more.put(member, text);
    return new ProtectedResource(
        identifier,
        identifierPath,
        path,
        scopesSupported,
        collectsScopes,
        Collections.unmodifiableMap(more));
  }

  private void checkEitherListedOrCollected(boolean isEither) {
    if (!isEither) {
      throw invalid("its scopes are both listed and collected; choose one");
    }
  }

  private void checkScope(String scope) {
    try {
      ScopeRequirement.checkScope(scope);
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    if (scope.equals(Access.OFFLINE_ACCESS)) {
      throw invalid(
          "its scopes name offline_access, which asks the issuer for a refresh token and allows"
              + " nothing here; leave it out");
    }
  }

  private String checkPage(String what, String uri) {
    try {
      URI page = new URI(uri);
      String scheme = String.valueOf(page.getScheme());
      if (page.getHost() != null
          && (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // As for a URI of another kind.
    }
    throw invalid("its " + what + " " + Quoted.address(uri) + " is not an https or http URL");
  }

  private InvalidSettingException invalid(String problem) {
    return new InvalidSettingException(SETTING, Quoted.own(identifier) + ": " + problem);
  }
}
