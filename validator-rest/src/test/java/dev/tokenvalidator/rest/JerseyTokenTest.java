package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The access token as a parameter of a resource method, on Jersey. */
class JerseyTokenTest extends RestTestBase {

  private enum Way {
    ALONE,
    BEHIND_THE_FILTER
  }

  /** Tells the client what went wrong. */
  public static class Mapper implements ExceptionMapper<IllegalStateException> {
    @Override
    public Response toResponse(IllegalStateException exception) {
      return Response.status(500).entity(exception.getMessage()).build();
    }
  }

  private RestApp app(Way way) throws Exception {
    List<Object> components = new ArrayList<>(TokenResources.PARAMETERS);
    components.addAll(TokenResources.ELSEWHERE);
    components.addAll(List.of(TokenResources.Events.class, new Mapper()));
    return way == Way.ALONE
        ? alone(components.toArray())
        : closing(
            RestApp.start(
                AppOf.of(components.toArray()),
                BearerTokenFilter.builder()
                    .validator(validator)
                    .route("/open-parameter/public", Access.open())
                    .route("/*", Access.authenticated())));
  }

  private String tokenOf(String subject) {
    return issuer.token().subject(subject).mint();
  }

  @ParameterizedTest
  @EnumSource
  void givesAParameterTheTokenOfEachRequest(Way way) throws Exception {
    RestApp app = app(way);

    for (String path : TokenResources.PATHS) {
      for (String caller : List.of("alice", "bob", "alice")) {
        assertThat(app.get(path, tokenOf(caller)).body()).as(path).isEqualTo(caller);
      }
      assertThat(app.get(path, null).statusCode()).as(path).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesItBesideABodyAndForWhatAnswersLater(Way way) throws Exception {
    RestApp app = app(way);

    assertThat(
            app.send(
                    app.request("POST", "/parameter/all/7", tokenOf("alice"))
                        .POST(BodyPublishers.ofString("teapot")))
                .body())
        .isEqualTo("7 alice teapot");
    assertThat(app.get("/parameter/later", tokenOf("alice")).body()).isEqualTo("alice");
    assertThat(app.get("/parameter/later", tokenOf("bob")).body()).isEqualTo("bob");
    assertThat(app.get("/events", tokenOf("bob")).body()).contains("data: bob");
  }

  /** A field of a singleton would show bob the token of alice. */
  @ParameterizedTest
  @EnumSource
  void givesNothingButAParameterAToken(Way way) throws Exception {
    RestApp app = app(way);

    for (String place : List.of("singleton", "request", "setter", "constructor", "bean")) {
      for (String caller : List.of("alice", "bob")) {
        assertThat(app.get("/elsewhere/" + place, tokenOf(caller)).body())
            .as(place)
            .isEqualTo("token: null");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void failsForALocator(Way way) throws Exception {
    HttpResponse<String> response = app(way).get("/tree/early", tokenOf("alice"));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("a locator runs before the check");
  }

  @ParameterizedTest
  @EnumSource
  void failsWhereTheRequestWasLetInWithoutAToken(Way way) throws Exception {
    HttpResponse<String> response = app(way).get("/open-parameter/public", null);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("the request was let in without a token");
  }

  /** As the principal does: only a route can have read the token of an open endpoint. */
  @ParameterizedTest
  @EnumSource
  void givesAnOpenEndpointTheTokenThatARouteAskedFor(Way way) throws Exception {
    HttpResponse<String> response = app(way).get("/open-parameter", tokenOf("alice"));

    assertThat(response.body())
        .isEqualTo(
            way == Way.ALONE
                ? "the request was let in without a token"
                : "principal alice, token alice");
  }
}
