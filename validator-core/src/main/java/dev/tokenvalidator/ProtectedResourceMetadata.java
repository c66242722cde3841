package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata document of a {@link ProtectedResource} (RFC 9728 section 2), and the responses to
 * requests for it. It is made once. Immutable and safe for use by several threads.
 *
 * <p>It names the resource, the issuers whose tokens are accepted, the scopes to publish, the
 * {@code header} as the one place for a token, and what the application adds. A member without a
 * value is left out (section 3.2).
 *
 * <p>Everybody may read it, also scripts of other sites ({@code Access-Control-Allow-Origin: *}),
 * and caches may keep it for an hour.
 */
public final class ProtectedResourceMetadata {

  private static final String METHODS = "GET, HEAD, OPTIONS";

  private static final Response NOT_FOUND =
      new Response(
          404,
          headers("Cache-Control", "no-store", "Content-Type", "application/json"),
          "{\"error_description\":\"No protected resource has its metadata here\"}");

  private static final Response METHOD_NOT_ALLOWED =
      new Response(
          405,
          headers(
              "Cache-Control", "no-store", "Allow", METHODS, "Content-Type", "application/json"),
          "{\"error_description\":\"The method is not allowed here\"}");

  private static final Response PREFLIGHT =
      new Response(
          204,
          headers(
              "Allow",
              METHODS,
              "Access-Control-Allow-Methods",
              "GET, HEAD",
              "Access-Control-Allow-Headers",
              "*",
              "Access-Control-Max-Age",
              "3600"),
          "");

  private final String etag;
  private final Response document;
  private final Response notModified;

  /**
   * Makes the document.
   *
   * @param resource described by it
   * @param issuers whose tokens are accepted: {@code authorization_servers}
   * @throws InvalidSettingException if there is no issuer, or the scopes have to be collected first
   */
  public ProtectedResourceMetadata(ProtectedResource resource, Collection<String> issuers) {
    if (issuers.isEmpty()) {
      throw new InvalidSettingException(
          ProtectedResource.SETTING, resource + " has no issuer whose tokens it accepts; name one");
    }
    if (resource.collectsScopes()) {
      throw new InvalidSettingException(
          ProtectedResource.SETTING,
          resource
              + ": its scopes cannot be collected here, only by the servlet filter; list them with"
              + " withScopesSupported");
    }
    String json = json(resource, issuers);
    this.etag = '"' + digest(json) + '"';
    this.document =
        new Response(
            200,
            headers(
                "ETag",
                etag,
                "Cache-Control",
                "public, max-age=3600",
                "Content-Type",
                "application/json"),
            json);
    this.notModified =
        new Response(304, headers("ETag", etag, "Cache-Control", "public, max-age=3600"), "");
  }

  /**
   * The response to a request for the document.
   *
   * @param method the request's method, compared case-sensitively
   * @param ifNoneMatch one value per {@code If-None-Match} header field, as received; null or empty
   *     for a request without the header
   * @return 200 with the document, 304 if the client has it, 204 with CORS headers for {@code
   *     OPTIONS}, 405 for every other method but {@code HEAD}
   */
  public Response respond(String method, @Nullable Collection<String> ifNoneMatch) {
    return switch (method) {
      case "GET" -> isKnown(ifNoneMatch) ? notModified : document;
      case "HEAD" -> isKnown(ifNoneMatch) ? notModified : document.withoutBody();
      case "OPTIONS" -> PREFLIGHT;
      default -> METHOD_NOT_ALLOWED;
    };
  }

  /**
   * The response to a request for the document of a resource that is not there. Browsers may read
   * it, so that a client goes on to the next address.
   *
   * @param method the request's method, compared case-sensitively
   * @return 404; 204 with CORS headers for {@code OPTIONS}
   */
  public static Response notFound(String method) {
    return switch (method) {
      case "OPTIONS" -> PREFLIGHT;
      case "HEAD" -> NOT_FOUND.withoutBody();
      default -> NOT_FOUND;
    };
  }

  /** The document: JSON in ASCII. */
  @Override
  public String toString() {
    return document.body();
  }

  /** Weak comparison (RFC 9110 section 13.1.2). */
  private boolean isKnown(@Nullable Collection<String> ifNoneMatch) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String value : ifNoneMatch) {
      for (String tag : value.split(",", -1)) {
        String known = tag.strip();
        if (known.equals("*") || known.equals(etag) || known.equals("W/" + etag)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String json(ProtectedResource resource, Collection<String> issuers) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("resource", resource.identifier());
    members.put("authorization_servers", List.copyOf(issuers));
    if (!resource.scopesSupported().isEmpty()) {
      members.put("scopes_supported", resource.scopesSupported());
    }
    members.put("bearer_methods_supported", List.of("header"));
    members.putAll(resource.texts());
    return JsonText.object(members);
  }

  private static String digest(String json) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The headers of every response here, and more. */
  private static Map<String, String> headers(String... more) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Access-Control-Allow-Origin", "*");
    headers.put("X-Content-Type-Options", "nosniff");
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  /**
   * A response to a request for metadata.
   *
   * @param status the HTTP status: 200, 204, 304, 404 or 405
   * @param headers the header fields to set, unmodifiable; {@code Content-Length} is the server's
   * @param body JSON in ASCII; may be empty
   */
  public record Response(int status, Map<String, String> headers, String body) {

    /** Copies the headers. */
    public Response {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    private Response withoutBody() {
      return new Response(status, headers, "");
    }
  }
}
