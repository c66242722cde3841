package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stops the start, what is found, and what the audit shows. */
class StartTest extends RestTestBase {

  /** An empty scope. */
  @Path("/empty")
  public static class EmptyScope {
    @GET
    @RequiresScope("")
    public String get() {
      return "";
    }
  }

  /** Two scopes in one text. */
  @Path("/two")
  @RequiresScope("read write")
  public static class TwoScopesInOne {
    @GET
    public String get() {
      return "";
    }
  }

  /** Open, but not to everybody. */
  @Path("/contradiction")
  @Authenticated
  public static class Contradiction {
    @GET
    @Open
    public String get() {
      return "";
    }
  }

  /** Its path has another parameter. */
  @Path("/orgs/{organization}")
  public static class OtherParameter {
    @GET
    @Path("orders/{ org : [a-z]+ }x/{id}")
    @Organization("orga")
    public String get() {
      return "";
    }
  }

  /** An annotation where nothing reads it. */
  @Path("/locator")
  public static class AnnotatedLocator {
    @GET
    public String get() {
      return "";
    }

    @Path("part")
    @RequiresScope("read:part")
    public MatrixResources.Part part() {
      return new MatrixResources.Part();
    }
  }

  /** An annotation on a method that handles no request. */
  @Path("/helper")
  public static class AnnotatedHelper {
    @GET
    public String get() {
      return help();
    }

    @RequiresScope("read:help")
    private String help() {
      return "";
    }
  }

  /** An annotated locator beside a resource method of the same name. */
  @Path("/overloaded")
  public static class OverloadedLocator {
    @GET
    public String items(@Context UriInfo uri) {
      return "";
    }

    @Path("{id}")
    @RequiresScope("read:item")
    public MatrixResources.Part items(@PathParam("id") String id) {
      return new MatrixResources.Part();
    }
  }

  /** An annotated locator, and no resource method that a runtime would show. */
  @Path("/locators")
  public static class LocatorsAlone {
    @Path("part")
    @RequiresScope("read:part")
    public MatrixResources.Part part() {
      return new MatrixResources.Part();
    }
  }

  /** Denied by the superclass alone. */
  @Path("/inherited")
  public static class InheritedRole extends Denied {
    @GET
    @Override
    public String get() {
      return "";
    }
  }

  /** Roles that the runtime does not read. */
  @Path("/roles")
  public static class Roles {
    @GET
    @RolesAllowed("read:x")
    public String get() {
      return "";
    }
  }

  /** The same on the class. */
  @Path("/denied")
  @DenyAll
  public static class Denied {
    @GET
    public String get() {
      return "";
    }
  }

  /** Denied on the method. */
  @Path("/denied")
  public static class DeniedMethod {
    @GET
    @DenyAll
    public String get() {
      return "";
    }
  }

  /** The same, permitting. */
  @Path("/permitted")
  public static class Permitted {
    @GET
    @PermitAll
    public String get() {
      return "";
    }
  }

  /** A filter is no endpoint. */
  @RequiresScope("read:x")
  public static class AnnotatedFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      // Its annotation is what matters.
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(EmptyScope.class, "@RequiresScope", "EmptyScope.get"),
        Arguments.of(TwoScopesInOne.class, "@RequiresScope", "TwoScopesInOne"),
        Arguments.of(Contradiction.class, "@Open", "Contradiction.get"),
        Arguments.of(
            OtherParameter.class,
            "@Organization",
            "/orgs/{organization}/orders/{ org : [a-z]+ }x/{id} has no parameter {orga}"),
        Arguments.of(AnnotatedLocator.class, "@RequiresScope", "locator"),
        Arguments.of(OverloadedLocator.class, "@RequiresScope", "OverloadedLocator.items"),
        Arguments.of(InheritedRole.class, "@DenyAll", "Denied"),
        Arguments.of(AnnotatedHelper.class, "@RequiresScope", "AnnotatedHelper.help"),
        Arguments.of(Roles.class, "@RolesAllowed", "Roles.get"),
        Arguments.of(Denied.class, "@DenyAll", "Denied"),
        Arguments.of(Permitted.class, "@PermitAll", "Permitted.get"),
        Arguments.of(
            AnnotatedFilter.class,
            "annotations of " + AnnotatedFilter.class.getName(),
            "provider"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void stopsForAMistake(Class<?> resource, String setting, String text) {
    assertStops(AppOf.of(resource, Executions.class, door()), setting, text);
    assertStopsBehindTheFilter(AppOf.of(resource, Executions.class), setting, text);
  }

  @Test
  void stopsForAnEndpointWithoutAnAnnotationIfThatIsAskedFor() {
    assertStops(
        AppOf.of(
            BehindFilterTest.Products.class,
            BearerTokenFeature.builder().validator(validator).requireCoverage().build()),
        "requireCoverage",
        "GET /products/all -> " + BehindFilterTest.Products.class.getName() + ".all");
    assertStopsBehindTheFilter(
        AppOf.of(
            BehindFilterTest.Products.class,
            BearerTokenFeature.builder().requireCoverage().build()),
        "requireCoverage",
        "/products/all");
  }

  /** RESTEasy shows no class of locators alone, so it is refused with the first request. */
  @Test
  void enforcesNoAnnotationOfALocator() throws Exception {
    AppOf locators = AppOf.of(LocatorsAlone.class, Executions.class, door());
    if (Stack.HERE == Stack.JERSEY) {
      assertStops(locators, "@RequiresScope", "LocatorsAlone.part");
    } else {
      RestApp app = closing(RestApp.start(locators));
      assertThat(app.get("/locators/part", token("read:x read:part")).statusCode()).isEqualTo(503);
    }
  }

  /** RESTEasy gives null to a parameter that it does not know. */
  @Test
  void stopsForAnEndpointThatWouldGetNoToken() throws Exception {
    AppOf application = AppOf.of(TokenResources.OneForAll.class, door());
    if (Stack.HERE == Stack.RESTEASY) {
      assertStops(application, "AccessToken", "OneForAll.get");
    } else {
      RestApp app = closing(RestApp.start(application));
      assertThat(app.get("/singleton", token("read:x")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stopsForWhatEndpointsWithoutAnAnnotationCanNeverNeed() {
    assertStops(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder()
                .validator(validator)
                .unannotated(Access.authenticated().anyOrganization())
                .build()),
        "unannotated",
        "lets no token in");
  }

  @Test
  void stopsForSettingsThatTheFilterHas() {
    assertStopsBehindTheFilter(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder().unannotated(Access.allOf("admin")).build()),
        "unannotated",
        "validator-servlet");
    assertStopsBehindTheFilter(
        AppOf.of(MatrixResources.OnClass.class, BearerTokenFeature.builder().realm("shop").build()),
        "realm",
        "validator-servlet");
  }

  @Test
  void stopsForAResourceThatItCannotDescribe() {
    String shop = "https://shopping.api";
    assertStopsFor(door -> door.protectedResource(shop).protectedResource(shop), "keep one");
    assertStopsFor(
        door -> door.protectedResource(ProtectedResource.of(shop).withPath("/api")),
        "has a path, which has no effect");
    assertStopsFor(
        door -> door.protectedResource(ProtectedResource.of(shop).withCollectedScopes()),
        "list them with withScopesSupported");
    assertStopsFor(
        door -> door.protectedResource("https://other.api"),
        "https://other.api is not one of the audiences [https://shopping.api]");
    assertStopsBehindTheFilter(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder().protectedResource(shop).build()),
        "protectedResource",
        "validator-servlet");
  }

  private void assertStopsFor(UnaryOperator<BearerTokenFeatureBuilder> settings, String text) {
    BearerTokenFeatureBuilder door = BearerTokenFeature.builder().validator(validator);
    assertStops(
        AppOf.of(MatrixResources.OnClass.class, settings.apply(door).build()),
        "protectedResource",
        text);
  }

  @Test
  void stopsForAFeatureOfAnotherApplication() throws Exception {
    BearerTokenFeature shared = door();
    closing(RestApp.start(AppOf.of(MatrixResources.OnClass.class, shared)));

    assertStops(
        AppOf.of(MatrixResources.OnMethod.class, shared), "BearerTokenFeature", "one for each");
  }

  @Test
  void stopsForTwoDoors() {
    BearerTokenFeature one = door();
    BearerTokenFeature other = door();
    assertStops(
        AppOf.of(
            MatrixResources.OnClass.class,
            // A runtime takes one instance of a class only; a feature may call several.
            (Feature) context -> one.configure(context) && other.configure(context)),
        "BearerTokenFeature",
        "twice");
  }

  @Test
  void stopsForADoorBehindAnotherOne() {
    assertStopsBehindTheFilter(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder().validator(validator(settings())).build()),
        "BearerTokenFeature",
        "validator");
  }

  @Test
  void sharesTheValidatorOfTheFilter() throws Exception {
    try (RestApp app =
        RestApp.start(
            AppOf.of(MatrixResources.OnClass.class, door()),
            BearerTokenFilter.builder().validator(validator).route("/*", Access.authenticated()))) {
      assertThat(app.get("/class", token("read:x")).statusCode()).isEqualTo(200);
      assertThat(app.get("/class", null).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void stopsIfTheOrganizationsDoNotFit() {
    assertStops(AppOf.of(AloneTest.Organizations.class, door()), "organizations", "Organizations.");
    assertStops(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder()
                .validator(validator(settings().organizations(OrganizationTokens.REQUIRED)))
                .build()),
        "organizations",
        "OnClass.get");
  }

  @Test
  void stopsForAWrongSetting() {
    assertThat(
            catchThrowable(
                () ->
                    BearerTokenFeature.builder()
                        .validator(validator)
                        .issuer("https://other.example")
                        .build()))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("validator");
    assertStops(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder().issuer("https://issuer.example").build()),
        "audience",
        "audience");
    assertStops(
        AppOf.of(
            MatrixResources.OnClass.class,
            BearerTokenFeature.builder().validator(validator).realm("sh\"op").build()),
        "realm",
        "realm");
  }

  @Test
  void isFoundWhereDiscoveryIsOff() throws Exception {
    try (RestApp app =
        RestApp.start(
            new AppOf(
                Set.of(MatrixResources.OnMethod.class),
                Set.of(),
                Map.of(
                    "jakarta.ws.rs.loadServices", false,
                    "jersey.config.disableAutoDiscovery", true,
                    "jersey.config.server.disableAutoDiscovery", true,
                    "jersey.config.disableMetainfServicesLookup", true,
                    "jersey.config.server.disableMetainfServicesLookup", true)),
            BearerTokenFilter.builder().validator(validator).route("/*", Access.authenticated()))) {
      assertThat(app.get("/method", token("read:y")).statusCode()).isEqualTo(403);
      assertThat(app.get("/method", token("read:x")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void letsTheRuntimeReadRolesWhereItsSwitchIsOn() throws Exception {
    RestApp app =
        closing(
            RestApp.start(
                Stack.HERE.withRoles(
                    AppOf.of(Roles.class, DeniedMethod.class, Permitted.class, door()))));

    assertThat(app.get("/roles", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/roles", token("read:y")).statusCode()).isEqualTo(403);
    assertThat(app.get("/roles", token("read:x")).statusCode()).isEqualTo(200);
    assertThat(app.get("/denied", token("read:x")).statusCode()).isEqualTo(403);
    // It is no rule of ours, so the endpoint has none.
    assertThat(app.get("/permitted", token("read:x")).statusCode()).isEqualTo(403);
    assertThat(app.get("/permitted", null).statusCode()).isEqualTo(401);
  }

  /** Jersey does not read this annotation on a class, whatever is registered. */
  @Test
  void letsNobodyInThroughAClassThatIsDenied() throws Exception {
    AppOf denied = Stack.HERE.withRoles(AppOf.of(Denied.class, door()));
    if (Stack.HERE == Stack.JERSEY) {
      assertStops(denied, "@DenyAll", "Denied");
    } else {
      assertThat(closing(RestApp.start(denied)).get("/denied", token("read:x")).statusCode())
          .isEqualTo(403);
    }
  }

  /** Shows the audit. */
  @Path("/audit")
  @Open
  public static class Audit {
    @GET
    public String get(@Context Configuration configuration) {
      return BearerTokenFeature.audit(configuration).stream()
          .map(AuditedEndpoint::toString)
          .sorted()
          .collect(Collectors.joining("\n"));
    }
  }

  /** A probe. */
  @Path("/keys")
  @Open
  public static class Keys {
    @GET
    public String get(@Context Configuration configuration) {
      return BearerTokenFeature.validator(configuration)
          .map(validator -> validator.keySets().get(0).state().toString())
          .orElse("no validator");
    }
  }

  @Test
  void leadsTheOperatorToTheValidatorThatItHasBuilt() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    BearerTokenFeature feature =
        BearerTokenFeature.builder()
            .environment(false)
            .logtoEndpoint(issuer.endpoint().toString())
            .audience("https://shopping.api")
            .listener(
                new ValidatorListener() {
                  @Override
                  public void keySetChanged(KeySetEvent event) {
                    loaded.countDown();
                  }
                })
            .warmUp()
            .build();
    RestApp app = closing(RestApp.start(AppOf.of(Keys.class).with(feature)));

    assertThat(loaded.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(app.get("/keys", null).body()).isEqualTo("USABLE");
    assertThatThrownBy(
            () ->
                BearerTokenFeature.builder()
                    .validator(validator)
                    .listener(new ValidatorListener() {})
                    .build())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("listener: ");
  }

  @Test
  void listsWhatEveryEndpointNeeds() throws Exception {
    RestApp app =
        alone(
            Audit.class,
            MatrixResources.OnBoth.class,
            MatrixResources.OnBridge.class,
            BehindFilterTest.Products.class);
    String matrix = MatrixResources.class.getName();

    assertThat(app.get("/audit", null).body().lines())
        .contains(
            "GET /audit -> "
                + Audit.class.getName()
                + ".get: open by @Open on "
                + Audit.class.getName(),
            "GET /both -> "
                + matrix
                + "$OnBoth.get: allOf(read:x) machineOnly by @MachineOnly on "
                + matrix
                + "$OnBoth, @RequiresScope on "
                + matrix
                + "$OnBoth.get",
            "GET /bridge/{key} -> "
                + matrix
                + "$OnBridge.find: allOf(read:x) by @RequiresScope on "
                + matrix
                + "$Lookup.find",
            "GET /products/all -> "
                + BehindFilterTest.Products.class.getName()
                + ".all: no annotation");
  }

  private BearerTokenFeature door() {
    return BearerTokenFeature.builder().validator(validator).build();
  }

  private void assertStops(Application application, String setting, String text) {
    assertStopped(catchThrowable(() -> closing(RestApp.start(application))), setting, text);
  }

  private void assertStopsBehindTheFilter(Application application, String setting, String text) {
    assertStopped(
        catchThrowable(
            () ->
                closing(
                    RestApp.start(
                        application,
                        BearerTokenFilter.builder()
                            .validator(validator)
                            .route("/*", Access.authenticated())))),
        setting,
        text);
  }

  private static void assertStopped(Throwable thrown, String setting, String text) {
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof InvalidSettingException)) {
      cause = cause.getCause();
    }
    assertThat(cause).as("%s", thrown).isInstanceOf(InvalidSettingException.class);
    assertThat(((InvalidSettingException) cause).setting()).isEqualTo(setting);
    assertThat(cause).hasMessageContaining(text);
  }
}
