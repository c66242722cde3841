package dev.tokenvalidator.examples.servers;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ResourceServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Vert.x. {@code GET /products} needs an access token that grants {@code read:products}, {@code
 * POST} one that grants {@code write:products}. The event loop never waits for a signature or for
 * the issuer.
 */
public final class VertxShop {

  private static final String TOKEN = "accessToken";

  private VertxShop() {}

  /**
   * Runs until the process ends.
   *
   * @param arguments your Logto endpoint
   */
  public static void main(String[] arguments) {
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(arguments[0])
            .audience("https://shopping.api")
            .build();
    start(Vertx.vertx(), validator, 8080).onFailure(Throwable::printStackTrace);
  }

  static Future<HttpServer> start(Vertx vertx, AccessTokenValidator validator, int port) {
    ResourceServer resourceServer = ResourceServer.of(validator);
    Router router = Router.router(vertx);
    router.get("/health").handler(routing -> routing.end("fine"));
    router
        .get("/products")
        .handler(needs(allOf("read:products"), resourceServer))
        .handler(routing -> routing.end(token(routing).clientId() + " reads the products"));
    router
        .post("/products")
        .handler(needs(allOf("write:products"), resourceServer))
        .handler(
            routing ->
                routing
                    .request()
                    .body()
                    .onSuccess(product -> routing.end(product.length() + " bytes"))
                    .onFailure(routing::fail));
    return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
  }

  /** Lets a request through to the next handler if its token allows it. */
  private static Handler<RoutingContext> needs(Access access, ResourceServer server) {
    return routing -> {
      // Otherwise the body arrives, and is lost, before there is a handler for it.
      routing.request().pause();
      Future.fromCompletionStage(
              server.decideAsync(
                  routing.request().method().name(),
                  routing.request().headers().getAll("Authorization"),
                  access),
              routing.vertx().getOrCreateContext())
          .onSuccess(decision -> goOn(routing, decision))
          .onFailure(routing::fail);
    };
  }

  private static void goOn(RoutingContext routing, AccessDecision decision) {
    routing.request().resume();
    if (decision instanceof TurnedAway turnedAway) {
      HttpServerResponse response = routing.response().setStatusCode(turnedAway.status());
      turnedAway.headers().forEach(response::putHeader);
      response.end(turnedAway.body());
    } else if (decision instanceof LetIn caller) {
      caller.token().ifPresent(token -> routing.put(TOKEN, token));
      routing.next();
    }
  }

  private static AccessToken token(RoutingContext routing) {
    return routing.get(TOKEN);
  }
}
