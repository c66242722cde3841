package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.ResourceServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Serves the metadata of protected resources for another application of the same host (RFC 9728).
 *
 * <p>An application below a context path, {@code /app}, gets no request for the metadata of {@code
 * https://host/app/mcp}, which is at {@code
 * https://host/.well-known/oauth-protected-resource/app/mcp}. This servlet serves it in one of two
 * places:
 *
 * <ul>
 *   <li>in the root application, mapped to {@code /.well-known/oauth-protected-resource/*};
 *   <li>in an application with the context path {@code /.well-known/oauth-protected-resource},
 *       mapped to {@code /*}. The root application gets no request for metadata then. So give this
 *       servlet all resources of the host, and each needs a path.
 * </ul>
 *
 * <p>Where a {@link BearerTokenFilter} stands in front of it, open its paths: {@code
 * route("/.well-known/oauth-protected-resource/*", open())}. Paths are compared exactly, and every
 * other one gets 404. Safe for use by several threads.
 */
public final class ProtectedResourceServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Map<String, ProtectedResourceMetadata> metadata = new HashMap<>();

  /**
   * Serves the metadata of these resources.
   *
   * @param validator of the application that the resources belong to, or one with the same issuers
   *     and audiences; it remains the caller's to close
   * @param resources whose identifiers are audiences of the validator
   * @throws InvalidSettingException if one is not one of the validator's audiences, or two have
   *     their metadata at the same path
   */
  public ProtectedResourceServlet(AccessTokenValidator validator, ProtectedResource... resources) {
    ResourceServer server = ResourceServer.of(validator);
    for (ProtectedResource resource : resources) {
      ProtectedResourceMetadata document =
          server.withProtectedResource(resource).metadata().orElseThrow();
      if (metadata.putIfAbsent(resource.metadataPath(), document) != null) {
        throw new InvalidSettingException(
            "protectedResource",
            resource + " has its metadata at the same path as another one; give each once");
      }
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // The answer to HEAD has the length of the document, so it is made like that to GET.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    String path = CanonicalPath.decode(request.getRequestURI(), Set.of());
    ProtectedResourceMetadata document = path == null ? null : metadata.get(path);
    Answer answer =
        Answer.of(
            document == null
                ? ProtectedResourceMetadata.notFound(method)
                : document.respond(method, Admission.headers(request, "If-None-Match")));
    answer.send(request, response);
  }
}
