package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.fixtures.TestIssuer;

/** An application whose servlets print their name and caller. Most paths require a scope. */
final class SecretApp {

  private SecretApp() {}

  static TestApp.Builder on(Container container, TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/open/*", open())
                    .route("GET", "/things", open())
                    .route("/*", allOf("secret")))
        .servlet("/open/*", print("open"))
        .servlet("/things", print("things"))
        .servlet("/secret", print("secret"))
        .servlet("/", print("secret"));
  }

  private static TestApp.Handler print(String name) {
    return (request, response) ->
        response
            .getWriter()
            .print(
                name
                    + " for "
                    + (request.getUserPrincipal() == null
                        ? null
                        : request.getUserPrincipal().getName())
                    + " "
                    + request.getRemoteUser());
  }
}
