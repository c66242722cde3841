package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AnyOrganization;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.Answer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module as the door of an application. */
class AloneTest extends RestTestBase {

  /** Products of a shop. */
  @Path("/products")
  public static class Products {
    @GET
    @RequiresScope("read:products")
    public String list(@Context SecurityContext caller) {
      return caller.getUserPrincipal().getName()
          + " "
          + caller.isUserInRole("read:products")
          + " "
          + caller.isUserInRole("write:products")
          + " "
          + caller.isUserInRole("*")
          + " "
          + caller.getAuthenticationScheme()
          + " "
          + BearerTokenFeature.accessToken(caller).clientId();
    }

    @POST
    @Consumes("text/plain")
    @RequiresScope("write:products")
    public String add(String product) {
      return product;
    }

    @GET
    @Path("missing")
    @Authenticated
    public String missing() {
      throw new NotFoundException();
    }

    @GET
    @Path("unannotated")
    public String unannotated() {
      return Executions.of("unannotated");
    }
  }

  /** Open to everybody. */
  @Path("/health")
  @Open
  public static class Health {
    @GET
    @Produces("text/plain")
    public String get(@Context SecurityContext caller) {
      return "principal: " + caller.getUserPrincipal();
    }
  }

  /** Whoever keeps it would send the next request into a connection that the server closes. */
  @Test
  void closesTheConnectionIfTheBodyIsNotRead() throws Exception {
    RestApp app = alone(MatrixResources.OnOptions.class);
    HttpRequest.Builder request =
        app.request("OPTIONS", "/options", token("read:y"))
            .method("OPTIONS", HttpRequest.BodyPublishers.ofString("teapot"));

    HttpResponse<String> refused = app.send(request);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("Connection")).hasValue("close");
    HttpResponse<String> stranger =
        app.send(
            app.request("POST", "/none", null).POST(HttpRequest.BodyPublishers.ofString("teapot")));
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("Connection")).hasValue("close");
    assertThat(app.send("OPTIONS", "/options", token("read:y")).headers().firstValue("Connection"))
        .isNotEqualTo(Optional.of("close"));
  }

  @Test
  void showsTheCallerToTheEndpoint() throws Exception {
    RestApp app = alone(Products.class);
    String app1 = issuer.app().id();

    assertThat(app.get("/products", token("read:products")).body())
        .isEqualTo(app1 + " true false false Bearer " + app1);
  }

  @Test
  void namesTheScopeThatIsMissing() throws Exception {
    RestApp app = alone(Products.class);

    HttpResponse<String> response = app.get("/products", token("read:orders"));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(
            challenge ->
                assertThat(challenge)
                    .contains("error=\"insufficient_scope\"", "scope=\"read:products\""));
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(refusals).extracting(Refusal::outcome).containsExactly(Outcome.INSUFFICIENT_SCOPE);
    assertThat(refusals.get(0).route()).hasValue(Products.class.getName() + ".list");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /none, 404",
    "GET, /products/none, 404",
    "DELETE, /products, 405",
    "POST, /products, 415",
    "OPTIONS, /none, 404",
  })
  void tellsStrangersNothing(String method, String path, int known) throws Exception {
    RestApp app = alone(Products.class, Health.class);

    HttpResponse<String> stranger = app.send(method, path, null);
    HttpResponse<String> forger = app.send(method, path, token("read:products") + "x");

    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(stranger.headers().firstValue("Allow")).isEmpty();
    assertThat(forger.statusCode()).isEqualTo(401);
    assertThat(forger.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(
            challenge ->
                assertThat(challenge).contains("error=\"invalid_token\"").doesNotContain("scope="));
    assertThat(refusals).hasSize(2);
    HttpRequest.Builder request = app.request(method, path, token("read:products"));
    assertThat(app.send(request.header("Content-Type", "text/strange")).statusCode())
        .isEqualTo(known);
    assertThat(refusals).hasSize(2);
  }

  @Test
  void asksStrangersForATokenWhereTheRuntimeAnswersOptions() throws Exception {
    RestApp app = alone(Products.class);

    HttpResponse<String> stranger = app.send("OPTIONS", "/products", null);

    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("Allow")).isEmpty();
    HttpResponse<String> known = app.send("OPTIONS", "/products", token("read:orders"));
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.headers().firstValue("Allow").orElseThrow()).contains("POST");
  }

  @Test
  void opensWhatIsOpen() throws Exception {
    RestApp app = alone(Health.class);

    assertThat(app.get("/health", null).body()).isEqualTo("principal: null");
    assertThat(refusals).isEmpty();
    assertThat(app.get("/health", "no.such.token").body()).isEqualTo("principal: null");
    assertThat(app.get("/health", token("read:products")).body()).isEqualTo("principal: null");
    HttpRequest.Builder basic = app.request("GET", "/health", null);
    assertThat(app.send(basic.header("Authorization", "Basic eDp5")).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesEndpointsWithoutAnAnnotation() throws Exception {
    RestApp app = alone(Products.class);
    int before = Executions.count("unannotated");

    assertThat(app.get("/products/unannotated", null).statusCode()).isEqualTo(401);
    HttpResponse<String> known = app.get("/products/unannotated", token("read:products"));

    assertThat(known.statusCode()).isEqualTo(403);
    // No scope would help, so nothing names one.
    assertThat(known.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(known.body())
        .isEqualTo("{\"error_description\":\"No access token allows this request\"}");
    assertThat(refusals.get(1).toString()).contains("Products.unannotated", "unannotated");
    assertThat(Executions.count("unannotated")).isEqualTo(before);
  }

  @Test
  void letsTheSettingSayWhatEndpointsWithoutAnAnnotationNeed() throws Exception {
    RestApp app =
        closing(
            RestApp.start(
                AppOf.of(
                    Products.class,
                    BearerTokenFeature.builder()
                        .validator(validator)
                        .unannotated(Access.authenticated())
                        .realm("shop")
                        .build())));
    int before = Executions.count("unannotated");

    HttpResponse<String> stranger = app.get("/products/unannotated", null);
    HttpResponse<String> known = app.get("/products/unannotated", token("read:orders"));

    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"shop\"");
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(Executions.count("unannotated") - before).isOne();
  }

  @Test
  void readsOneHeader() throws Exception {
    RestApp app = alone(Products.class);
    String token = token("read:products");

    HttpResponse<String> lowerCase =
        app.send(app.request("GET", "/products", null).header("authorization", "bearer " + token));
    HttpResponse<String> twice =
        app.send(app.request("GET", "/products", token).header("Authorization", "Bearer " + token));

    assertThat(lowerCase.statusCode()).isEqualTo(200);
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(
            challenge ->
                assertThat(challenge)
                    .contains("error=\"invalid_request\"")
                    .doesNotContain("scope="));
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    RestApp app = alone(Products.class);

    assertThat(app.send("HEAD", "/products", token("read:products")).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = app.send("HEAD", "/products", token("read:orders"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isEmpty();
    assertThat(app.send("HEAD", "/none", null).statusCode()).isEqualTo(401);
  }

  @Test
  void leavesResponsesOfEndpointsAlone() throws Exception {
    RestApp app = alone(Products.class);

    assertThat(app.get("/products/missing", token("read:orders")).statusCode()).isEqualTo(404);
    assertThat(app.get("/products/missing", null).statusCode()).isEqualTo(401);
  }

  /** Everything is a teapot. */
  public static class EverythingMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable exception) {
      return Response.status(418).entity("secret").build();
    }
  }

  @Test
  void refusesInSpiteOfAnExceptionMapper() throws Exception {
    RestApp app = alone(Products.class, new EverythingMapper());

    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products", token("read:orders")).statusCode()).isEqualTo(403);
    HttpResponse<String> stranger = app.get("/none", null);
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.body()).doesNotContain("secret");
    assertThat(app.get("/products/missing", token("read:orders")).statusCode()).isEqualTo(418);
  }

  /** Reads the method and the path from headers. */
  @PreMatching
  public static class Rewriter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String method = request.getHeaderString("X-Method");
      if (method != null) {
        request.setMethod(method);
      }
      String path = request.getHeaderString("X-Path");
      if (path != null) {
        request.setRequestUri(request.getUriInfo().getBaseUri().resolve(URI.create(path)));
      }
    }
  }

  /** An endpoint whose deletion is counted. */
  @Path("/orders")
  public static class Orders {
    @GET
    @RequiresScope("read:orders")
    public String get() {
      return "orders";
    }

    @DELETE
    @RequiresScope("delete:orders")
    public String delete() {
      return Executions.of("delete");
    }
  }

  @Test
  void judgesTheMethodThatAFilterHasChosen() throws Exception {
    RestApp app = alone(Orders.class, Health.class, new Rewriter());
    String reader = token("read:orders");
    int before = Executions.count("delete");

    HttpRequest.Builder asDelete = app.request("GET", "/orders", reader);
    assertThat(app.send(asDelete.header("X-Method", "DELETE")).statusCode()).isEqualTo(403);
    HttpRequest.Builder fromHealth = app.request("DELETE", "/health", reader);
    assertThat(app.send(fromHealth.header("X-Path", "orders")).statusCode()).isEqualTo(403);
    HttpRequest.Builder stranger = app.request("DELETE", "/health", null);
    assertThat(app.send(stranger.header("X-Path", "orders")).statusCode()).isEqualTo(401);

    assertThat(Executions.count("delete")).isEqualTo(before);
    HttpRequest.Builder allowed = app.request("GET", "/health", token("delete:orders"));
    assertThat(app.send(allowed.header("X-Path", "orders").header("X-Method", "DELETE")).body())
        .isEqualTo("delete");
  }

  /** Answers later, and bit by bit. */
  @Path("/later")
  @RequiresScope("read:later")
  public static class Later {
    @GET
    @Path("suspended")
    public void suspended(@Suspended AsyncResponse response) {
      new Thread(() -> response.resume(Executions.of("later"))).start();
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage() {
      return CompletableFuture.supplyAsync(() -> Executions.of("later"));
    }

    @GET
    @Path("events")
    @Produces("text/event-stream")
    public void events(@Context SseEventSink sink, @Context Sse sse) {
      sink.send(sse.newEvent(Executions.of("later"))).thenRun(sink::close);
    }
  }

  @ParameterizedTest
  @CsvSource({"suspended", "stage", "events"})
  void protectsWhatAnswersLater(String path) throws Exception {
    RestApp app = alone(Later.class);
    int before = Executions.count("later");

    assertThat(app.get("/later/" + path, null).statusCode()).isEqualTo(401);
    assertThat(app.get("/later/" + path, token("read:orders")).statusCode()).isEqualTo(403);
    assertThat(Executions.count("later")).isEqualTo(before);
    assertThat(app.get("/later/" + path, token("read:later")).body()).contains("later");
    assertThat(Executions.count("later")).isEqualTo(before + 1);
  }

  /** The root of a tree of resources: what its class asks for counts below it. */
  @Path("/tree")
  @RequiresScope("read:tree")
  public static class Tree {
    @Path("{branch}")
    public Object branch(@PathParam("branch") String branch) {
      return branch.equals("leaf") ? new Leaf() : new Branch();
    }
  }

  /** A sub-resource that leads on. */
  public static class Branch {
    @Path("{leaf}")
    public Leaf leaf() {
      return new Leaf();
    }

    @GET
    public String get() {
      return Executions.of("branch");
    }
  }

  /** A sub-resource with an endpoint of its own. */
  public static class Leaf {
    @GET
    @RequiresScope("read:leaf")
    public String get() {
      return Executions.of("leaf");
    }
  }

  @ParameterizedTest
  @CsvSource({"/tree/leaf, leaf", "/tree/branch/leaf, leaf"})
  void asksBelowALocatorForWhatItsClassNeeds(String path, String body) throws Exception {
    RestApp app = alone(Tree.class);

    assertThat(app.get(path, token("read:leaf")).statusCode()).isEqualTo(403);
    assertThat(app.get(path, token("read:tree")).statusCode()).isEqualTo(403);
    assertThat(app.get(path, null).statusCode()).isEqualTo(401);
    assertThat(app.get(path, token("read:leaf read:tree")).body()).isEqualTo(body);
    assertThat(app.get("/tree/branch", token("read:leaf")).statusCode()).isEqualTo(403);
    assertThat(app.get("/tree/branch", token("read:tree")).body()).isEqualTo("branch");
  }

  /** Open itself, and the way to what is not. */
  @Path("/entrance")
  @Open
  public static class Entrance {
    @GET
    public String get() {
      return "open";
    }

    @Path("office")
    public Branch office() {
      return new Branch();
    }
  }

  @Test
  void opensNothingBelowAnOpenClass() throws Exception {
    RestApp app = alone(Entrance.class);
    int before = Executions.count("branch");

    assertThat(app.get("/entrance", null).body()).isEqualTo("open");
    assertThat(app.get("/entrance/office", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/entrance/office", token("read:tree")).statusCode()).isEqualTo(403);
    assertThat(Executions.count("branch")).isEqualTo(before);
  }

  /** Adds a token where the client sent none. */
  public static class LateToken implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String late = request.getHeaderString("X-Late");
      if (late != null) {
        request.getHeaders().putSingle("Authorization", late);
      }
    }
  }

  /** The same, before the endpoint is known. */
  @PreMatching
  public static final class EarlierLateToken extends LateToken {}

  @Test
  void readsTheHeaderOnce() throws Exception {
    RestApp app = alone(Products.class, new EarlierLateToken());
    HttpRequest.Builder request = app.request("GET", "/products", null);

    HttpResponse<String> response =
        app.send(request.header("X-Late", "Bearer " + token("read:products")));

    assertThat(response.statusCode()).isEqualTo(401);
  }

  /** What belongs to organizations. */
  @Path("/orgs/{org}")
  public static class Organizations {
    @GET
    @Organization("org")
    @RequiresScope("read:orders")
    public String get() {
      return "orders";
    }

    @Path("parts")
    public OrganizationPart part() {
      return new OrganizationPart();
    }

    @GET
    @Path("any")
    @AnyOrganization
    public String any() {
      return "any";
    }
  }

  /** A sub-resource; its path has the parameter of its parent. */
  public static class OrganizationPart {
    @GET
    @Organization("org")
    public String get() {
      return "part";
    }
  }

  @Test
  void comparesTheOrganizationWithThePath() throws Exception {
    RestApp app =
        closing(
            RestApp.start(
                AppOf.of(
                    Organizations.class,
                    BearerTokenFeature.builder()
                        .validator(validator(settings().organizations(OrganizationTokens.REQUIRED)))
                        .build())));
    String token = issuer.token().scope("read:orders").organizationId("acme").mint();

    assertThat(app.get("/orgs/acme", token).body()).isEqualTo("orders");
    assertThat(app.get("/orgs/other", token).statusCode()).isEqualTo(403);
    assertThat(app.get("/orgs/acme/parts", token).body()).isEqualTo("part");
    assertThat(app.get("/orgs/other/parts", token).statusCode()).isEqualTo(403);
    assertThat(app.get("/orgs/other/any", token).body()).isEqualTo("any");
    assertThat(app.get("/orgs/acme", token("read:orders")).statusCode()).isEqualTo(401);
  }

  @Test
  void neverWaitsOnAnEventLoop() throws Exception {
    RestApp app =
        closing(
            RestApp.startOnThreads(
                "vert.x-eventloop-thread-",
                AppOf.of(
                    Products.class,
                    Health.class,
                    BearerTokenFeature.builder().validator(validator).build())));
    issuer.jwks().answer(Answer.hang());
    String token = token("read:products");

    HttpResponse<String> early = app.get("/products", token);

    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(app.get("/health", token).statusCode()).isEqualTo(200);
    issuer.jwks().heal();
    int status = 503;
    for (long end = System.nanoTime() + 30_000_000_000L;
        status == 503 && System.nanoTime() < end; ) {
      status = app.get("/products", token).statusCode();
    }
    assertThat(status).isEqualTo(200);
  }
}
