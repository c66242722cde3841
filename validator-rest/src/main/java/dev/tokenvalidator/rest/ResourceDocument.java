package dev.tokenvalidator.rest;

import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ProtectedResourceMetadata;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of the application as a protected resource (RFC 9728), at its path below the base
 * path of the application. Safe for use by several threads.
 */
final class ResourceDocument {

  private final ProtectedResource resource;
  private final ProtectedResourceMetadata metadata;
  private final AtomicBoolean knowsBase = new AtomicBoolean();

  ResourceDocument(ProtectedResource resource, ProtectedResourceMetadata metadata) {
    this.resource = resource;
    this.metadata = metadata;
  }

  /** The response to a request for the document; null to a request for anything else. */
  ProtectedResourceMetadata.@Nullable Response respond(ContainerRequestContext request) {
    URI base = request.getUriInfo().getBaseUri();
    String place = withoutSlashAtEnd(base.getPath()) + resource.metadataPath();
    if (!knowsBase.get() && knowsBase.compareAndSet(false, true)) {
      logPlace(place);
    }
    URI target = request.getUriInfo().getRequestUri();
    if (!place.equals(target.getPath()) || hasEncodedSlash(target)) {
      return null;
    }
    List<String> ifNoneMatch = request.getHeaders().get("If-None-Match");
    return metadata.respond(request.getMethod(), ifNoneMatch);
  }

  /** The base path is known with the first request only. */
  private void logPlace(String place) {
    if (!place.equals(resource.metadataPath())) {
      RestLog.log(
          Level.WARNING,
          "the metadata of "
              + resource
              + " is served at "
              + place
              + ", because this application gets no other requests, but clients look for it at "
              + resource.metadataUri()
              + "; have the proxy in front rewrite the path, or serve the metadata from what gets"
              + " requests for that path");
    }
  }

  private static boolean hasEncodedSlash(URI target) {
    return target.getRawPath().toLowerCase(Locale.ROOT).contains("%2f");
  }

  private static String withoutSlashAtEnd(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
