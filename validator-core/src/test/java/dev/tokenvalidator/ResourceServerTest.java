package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.guard.ProvokesInternalError;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions for HTTP servers without servlets, blocking and not. */
class ResourceServerTest extends IssuerTestBase {

  private static final Access READ = allOf("read:products");

  private final RecordingListener reports = new RecordingListener();
  private AccessTokenValidator validator;
  private ResourceServer server;

  @BeforeEach
  void build() {
    validator = validatorFor(issuer).fetchTimeout(ValidatorTestBase.LONG).listener(reports).build();
    server = ResourceServer.of(validator);
  }

  @AfterEach
  void close() {
    validator.close();
  }

  @Test
  void letsInWhoeverHasTheScope() {
    LetIn caller = (LetIn) server.decide("GET", bearer(issuer.token().mint()), READ);

    assertThat(caller.token().orElseThrow().clientId()).isEqualTo(issuer.app().id());
    assertThat(reports.refused()).isEmpty();
  }

  @Test
  void asksOneWithoutATokenForOne() {
    TurnedAway response = turnedAway("GET", null, READ);

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.headers())
        .containsExactly(
            entry("Cache-Control", "no-store"),
            entry("WWW-Authenticate", "Bearer"),
            entry("Content-Type", "application/json"));
    assertThat(response.body())
        .isEqualTo("{\"error_description\":\"An access token is required\"}");
    assertThat(turnedAway("GET", List.of(), READ)).isEqualTo(response);
    assertThat(turnedAway("GET", List.of("Basic dXNlcjpwYXNz"), READ)).isEqualTo(response);
    assertThat(reports.refused()).extracting(Refusal::outcome).containsOnly(Outcome.NO_TOKEN);
  }

  @Test
  void answersAMalformedHeaderWith400() {
    String token = issuer.token().mint();

    for (List<String> malformed :
        List.of(
            List.of("Bearer a b"),
            List.of("Bearer"),
            List.of(""),
            List.of("Bearer " + token, "Bearer " + token))) {
      TurnedAway response = turnedAway("GET", malformed, READ);

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.headers().get("WWW-Authenticate"))
          .startsWith("Bearer error=\"invalid_request\"");
      assertThat(response.body()).startsWith("{\"error\":\"invalid_request\"");
    }
    assertThat(reports.refused())
        .extracting(Refusal::outcome)
        .hasSize(4)
        .containsOnly(Outcome.INVALID_REQUEST);
  }

  @Test
  void answersABadTokenWith401WhateverIsWrong() {
    TurnedAway expired = turnedAway("GET", bearer(issuer.token().expired().mint()), READ);

    assertThat(expired.status()).isEqualTo(401);
    assertThat(expired.headers().get("WWW-Authenticate"))
        .isEqualTo(
            "Bearer error=\"invalid_token\","
                + " error_description=\"The access token is not valid here\"");
    assertThat(expired.body())
        .isEqualTo(
            "{\"error\":\"invalid_token\","
                + "\"error_description\":\"The access token is not valid here\"}");
    assertThat(turnedAway("GET", bearer("no.such.token"), READ)).isEqualTo(expired);
    assertThat(reports.refused())
        .extracting(refusal -> refusal.reason().orElseThrow())
        .containsExactly(Reason.EXPIRED, Reason.MALFORMED);
  }

  @Test
  void namesTheMissingScopeAndTheRoute() {
    TurnedAway response =
        (TurnedAway)
            server.decide(
                "GET",
                bearer(issuer.token().without("scope").mint()),
                READ,
                RequestContext.none().withRoute("GET /products"));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers().get("WWW-Authenticate"))
        .startsWith("Bearer error=\"insufficient_scope\"")
        .endsWith("scope=\"read:products\"");
    assertThat(reports.onlyRefusal().outcome()).isEqualTo(Outcome.INSUFFICIENT_SCOPE);
    assertThat(reports.onlyRefusal().route()).contains("GET /products");
  }

  @Test
  void answers503WhileTheIssuerIsDown() {
    String token = issuer.token().mint();
    issuer.stop();

    TurnedAway response = turnedAway("GET", bearer(token), READ);

    assertThat(response.status()).isEqualTo(503);
    assertThat(Long.parseLong(response.headers().get("Retry-After"))).isBetween(1L, 5L);
    assertThat(response.headers()).doesNotContainKey("WWW-Authenticate");
    assertThat(response.body()).startsWith("{\"error\":\"temporarily_unavailable\"");
    assertThat(reports.onlyRefusal().outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  /** A server's broken collection must not become an exception in the handler. */
  @Test
  @ProvokesInternalError
  @SuppressWarnings("NullAway")
  void answers503ForAHeaderThatIsNull() throws Exception {
    List<String> broken = Collections.singletonList(null);

    assertThat(turnedAway("GET", broken, READ).status()).isEqualTo(503);
    assertThat(statusOf(server.decideAsync("GET", broken, READ))).isEqualTo(503);
    assertThat(reports.refused())
        .extracting(refusal -> refusal.reason().orElseThrow())
        .containsOnly(Reason.INTERNAL_ERROR);
  }

  @Test
  void readsNoHeaderForAnOpenHandler() {
    assertThat(server.decide("GET", List.of("Bearer a b", "?"), open()))
        .isEqualTo(new LetIn(Optional.empty()));
    assertThat(reports.refused()).isEmpty();
  }

  @Test
  void refusesTraceAndConnectEverywhere() throws Exception {
    for (String method : List.of("TRACE", "CONNECT")) {
      for (Access access : List.of(open(), READ)) {
        TurnedAway response = turnedAway(method, bearer(issuer.token().mint()), access);

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers().get("Allow"))
            .isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        assertThat(statusOf(server.decideAsync(method, null, access))).isEqualTo(405);
      }
    }
  }

  @Test
  void sendsNoBodyInAnswerToHead() {
    TurnedAway head = turnedAway("HEAD", null, READ);
    TurnedAway get = turnedAway("GET", null, READ);

    assertThat(head).isEqualTo(new TurnedAway(get.status(), get.headers(), ""));
  }

  @Test
  void namesTheRealmInEachChallenge() {
    ResourceServer shop = server.withRealm("shop");
    String withoutScope = issuer.token().without("scope").mint();

    assertThat(challenge(shop.decide("GET", null, READ))).isEqualTo("Bearer realm=\"shop\"");
    assertThat(challenge(shop.decide("GET", List.of("Bearer a b"), READ)))
        .startsWith("Bearer realm=\"shop\", error=\"invalid_request\"");
    assertThat(challenge(shop.decide("GET", bearer("x.y.z"), READ)))
        .startsWith("Bearer realm=\"shop\", error=\"invalid_token\"");
    assertThat(challenge(shop.decide("GET", bearer(withoutScope), READ)))
        .startsWith("Bearer realm=\"shop\", error=\"insufficient_scope\"");
    assertThat(challenge(server.decide("GET", null, READ))).isEqualTo("Bearer");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> server.withRealm("a \"shop\""))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("realm"));
  }

  @Test
  void comparesTheOrganizationWithThePath() {
    try (AccessTokenValidator organizations =
        validatorFor(issuer).organizations(OrganizationTokens.REQUIRED).build()) {
      ResourceServer server = ResourceServer.of(organizations);
      List<String> token = bearer(issuer.token().organizationId("org1").mint());
      Access access = authenticated().organization("org");
      RequestContext nothing = RequestContext.none();

      assertThat(server.decide("GET", token, access, nothing.withOrganization("org1")))
          .isInstanceOf(LetIn.class);
      assertThat(statusOf(server.decide("GET", token, access, nothing.withOrganization("org2"))))
          .isEqualTo(403);
      assertThat(statusOf(server.decide("GET", token, access, nothing))).isEqualTo(403);
      assertThat(server.decide("GET", token, authenticated().anyOrganization()))
          .isInstanceOf(LetIn.class);
      assertThat(statusOf(server.decide("GET", token, authenticated()))).isEqualTo(403);
    }
  }

  /** Without the setting, no token would be checked for an organization. */
  @Test
  void refusesAnOrganizationThatTheValidatorDoesNotCheck() throws Exception {
    List<String> token = bearer(issuer.token().mint());
    Access access = authenticated().anyOrganization();

    assertThat(statusOf(server.decide("GET", token, access))).isEqualTo(403);
    assertThat(statusOf(server.decideAsync("GET", token, access))).isEqualTo(403);
    assertThat(reports.refused().get(0).explanation().hint().orElseThrow())
        .contains("organizations is REFUSED");
  }

  @Test
  void authenticatesAndAuthorizesInTwoSteps() {
    RequestContext context = RequestContext.none().withRoute("products");
    LetIn known = (LetIn) server.authenticate("GET", bearer(issuer.token().mint()), context);
    AccessToken token = known.token().orElseThrow();

    assertThat(reports.refused()).isEmpty();
    assertThat(server.authorize("GET", token, READ, context)).isEqualTo(known);
    assertThat(server.authorize("GET", token, open(), context)).isEqualTo(known);
    TurnedAway refused =
        (TurnedAway) server.authorize("GET", token, allOf("delete:products"), context);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(challenge(refused)).contains("scope=\"delete:products\"");
    assertThat(reports.onlyRefusal().route()).hasValue("products");
    assertThat(statusOf(server.authenticate("GET", null, context))).isEqualTo(401);
    assertThat(statusOf(server.authenticate("TRACE", null, context))).isEqualTo(405);
    assertThat(
            statusOf(server.authenticateAsync("GET", null, context).toCompletableFuture().join()))
        .isEqualTo(401);
  }

  /** Such a host authenticates first, and turns away where a handler needs a token. */
  @Test
  void namesTheScopesOfAHandlerThatIsKnownOnlyNow() {
    ResourceServer resource =
        server
            .withRealm("shop")
            .withProtectedResource(ProtectedResource.of("https://shopping.api"));
    RequestContext context = RequestContext.none();
    TurnedAway missing = (TurnedAway) resource.authenticate("GET", null, context);
    TurnedAway invalid =
        (TurnedAway) resource.authenticate("GET", bearer(issuer.token().expired().mint()), context);
    TurnedAway twice = (TurnedAway) resource.authenticate("GET", List.of("a", "b"), context);
    int reported = reports.refused().size();
    String metadata =
        "resource_metadata=\"https://shopping.api/.well-known/oauth-protected-resource\"";

    TurnedAway missingHere = resource.forHandler("GET", missing, READ);
    assertThat(challenge(missingHere))
        .isEqualTo("Bearer realm=\"shop\", scope=\"read:products\", " + metadata);
    assertThat(missingHere.body()).isEqualTo(missing.body());
    TurnedAway invalidHere = resource.forHandler("GET", invalid, READ);
    assertThat(challenge(invalidHere))
        .isEqualTo(
            "Bearer realm=\"shop\", error=\"invalid_token\", error_description=\"The access token"
                + " is not valid here\", scope=\"read:products\", "
                + metadata);
    assertThat(invalidHere.body()).isEqualTo(invalid.body());
    assertThat(resource.forHandler("HEAD", invalid, READ).body()).isEmpty();
    assertThat(resource.forHandler("GET", invalid, authenticated())).isEqualTo(invalid);
    TurnedAway unavailable = TurnedAway.unavailable(Duration.ofSeconds(1));
    for (TurnedAway other : List.of(twice, unavailable, TurnedAway.notAllowed())) {
      assertThat(resource.forHandler("GET", other, READ)).isEqualTo(other);
    }
    for (TurnedAway refusal :
        List.of(
            (TurnedAway) server.authenticate("GET", null, context),
            (TurnedAway) server.authenticate("HEAD", bearer("a.b.c"), context))) {
      assertThat(server.forHandler(refusal.body().isEmpty() ? "HEAD" : "GET", refusal, READ))
          .isEqualTo(refusal);
    }
    assertThat(reports.refused()).hasSize(reported + 2);
  }

  @Test
  void authorizesACallerThatWasLetInBefore() {
    try (AccessTokenValidator organizations =
        validatorFor(issuer).organizations(OrganizationTokens.REQUIRED).build()) {
      ResourceServer shop = ResourceServer.of(organizations).withRealm("shop");
      RequestContext context = RequestContext.none();
      AccessToken token = organizations.validate(issuer.token().organizationId("org1").mint());
      AccessTokenPrincipal checked =
          new AccessTokenPrincipal(shop, token, authenticated().anyOrganization());
      AccessTokenPrincipal unchecked = new AccessTokenPrincipal(shop, token, authenticated());

      assertThat(checked.authorize("GET", READ, context)).isInstanceOf(LetIn.class);
      assertThat(statusOf(unchecked.authorize("GET", READ, context))).isEqualTo(403);
      assertThat(unchecked.authorize("GET", authenticated().anyOrganization(), context))
          .isInstanceOf(LetIn.class);
      TurnedAway refused =
          (TurnedAway) checked.authorize("HEAD", allOf("delete:products"), context);
      assertThat(challenge(refused)).startsWith("Bearer realm=\"shop\"");
      assertThat(refused.body()).isEmpty();
      assertThat(checked.getName()).isEqualTo(token.subject()).isEqualTo(checked.toString());
      assertThat(checked.token()).isSameAs(token);
    }
  }

  @Test
  void distinguishesCallersBySubjectAndIssuer() {
    AccessToken one = validator.validate(issuer.token().mint());
    AccessToken again = validator.validate(issuer.token().scope("other").mint());
    AccessToken other = validator.validate(issuer.token().claim("sub", "other").mint());

    assertThat(principal(one)).isEqualTo(principal(again)).hasSameHashCodeAs(principal(again));
    assertThat(principal(one)).isNotEqualTo(principal(other)).isNotEqualTo(one.subject());
  }

  private AccessTokenPrincipal principal(AccessToken token) {
    return new AccessTokenPrincipal(server, token, authenticated());
  }

  @Test
  void decidesAtOnceAboutWhatNeedsNoSignature() {
    ResourceServer onThisThread = server.withExecutor(rejecting());
    String token = issuer.token().mint();
    validator.validate(token);

    assertThat(onThisThread.decideAsync("GET", bearer(token), READ))
        .isCompletedWithValueMatching(LetIn.class::isInstance);
    assertThat(onThisThread.decideAsync("GET", null, READ)).isCompleted();
    assertThat(onThisThread.decideAsync("GET", List.of("Bearer"), READ)).isCompleted();
    assertThat(onThisThread.decideAsync("GET", null, open())).isCompleted();
    assertThat(validator.tokenCache().hits()).isEqualTo(1);
    assertThat(validator.tokenCache().misses()).isEqualTo(1);
    assertThat(reports.refused())
        .extracting(Refusal::outcome)
        .containsExactly(Outcome.NO_TOKEN, Outcome.INVALID_REQUEST);
  }

  @Test
  void checksTheTimeOfARememberedTokenAgain() throws Exception {
    String token = issuer.token().mint();
    assertThat(statusOf(server.decideAsync("GET", bearer(token), READ))).isEqualTo(200);
    issuer.clock().advance(Duration.ofHours(2));

    assertThat(statusOf(server.decideAsync("GET", bearer(token), READ))).isEqualTo(401);
    assertThat(reports.onlyRefusal().reason()).contains(Reason.EXPIRED);
  }

  /** A call that blocked would wait for its own issuer, and would be complete afterwards. */
  @Test
  void leavesTheCallingThreadWhileTheKeysAreFetched() throws Exception {
    String token = issuer.token().mint();
    issuer.jwks().answer(Answer.hang());

    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      decisions.add(server.decideAsync("GET", bearer(token), READ));
    }

    assertThat(decisions).noneMatch(decision -> decision.toCompletableFuture().isDone());
    issuer.jwks().heal();
    for (CompletionStage<AccessDecision> decision : decisions) {
      assertThat(statusOf(decision)).isEqualTo(200);
    }
  }

  /** A hundred threads would compete with the event loop for the processors. */
  @Test
  void waitsForOneKeyOnOneThread() throws Exception {
    issuer.jwks().answer(Answer.hang());
    AtomicInteger tasks = new AtomicInteger();
    Executor counting =
        task -> {
          tasks.incrementAndGet();
          new Thread(task).start();
        };
    ResourceServer counted = server.withExecutor(counting);
    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      decisions.add(counted.decideAsync("GET", bearer(issuer.token().mint()), READ));
    }

    assertThat(tasks).hasValue(1);
    assertThat(decisions).noneMatch(decision -> decision.toCompletableFuture().isDone());
    issuer.jwks().heal();
    for (CompletionStage<AccessDecision> decision : decisions) {
      assertThat(statusOf(decision)).isEqualTo(200);
    }
    assertThat(tasks).hasValue(100);
  }

  /** Another executor may be busy, or drop its tasks. */
  @Test
  void waitsForNoThreadOfAnotherExecutor() throws Exception {
    List<Runnable> dropped = new ArrayList<>();
    CompletionStage<AccessDecision> stuck =
        server.withExecutor(dropped::add).decideAsync("GET", bearer(issuer.token().mint()), READ);

    assertThat(statusOf(server.decideAsync("GET", bearer(issuer.token().mint()), READ)))
        .isEqualTo(200);
    assertThat(stuck.toCompletableFuture()).isNotDone();
    assertThat(dropped).hasSize(1);
  }

  /** They would wait twice if each asked again. */
  @Test
  void answersAllThatWaitForAKeyWhenTheFetchFails() throws Exception {
    issuer.jwks().answer(Answer.hang());
    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      decisions.add(server.decideAsync("GET", bearer(issuer.token().mint()), READ));
    }
    int before = issuer.jwks().requestCount();

    issuer.clock().advance(ValidatorTestBase.LONG);
    issuer.stop();

    for (CompletionStage<AccessDecision> decision : decisions) {
      assertThat(statusOf(decision)).isEqualTo(503);
    }
    assertThat(reports.refused())
        .hasSize(50)
        .extracting(Refusal::outcome)
        .containsOnly(Outcome.UNAVAILABLE);
    assertThat(issuer.jwks().requestCount()).isEqualTo(before);
  }

  /** A key is asked for only by a token that may be accepted. */
  @Test
  void fetchesNoKeyForATokenOfAnotherAlgorithm() throws Exception {
    try (AccessTokenValidator narrow =
        validatorFor(issuer).algorithms(SignatureAlgorithm.RS256).build()) {
      ResourceServer server = ResourceServer.of(narrow);

      assertThat(statusOf(server.decideAsync("GET", bearer(issuer.token().mint()), READ)))
          .isEqualTo(401);
      assertThat(issuer.jwks().requestCount()).isZero();
    }
  }

  @Test
  void answers401ToAllThatWaitForAKeyThatTheIssuerDoesNotHave() throws Exception {
    validator.validate(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      decisions.add(
          server.decideAsync("GET", bearer(issuer.token().keyId("unknown").mint()), READ));
    }
    issuer.jwks().heal();

    for (CompletionStage<AccessDecision> decision : decisions) {
      assertThat(statusOf(decision)).isEqualTo(401);
    }
    assertThat(reports.refused())
        .hasSize(50)
        .extracting(refusal -> refusal.reason().orElseThrow())
        .containsOnly(Reason.UNKNOWN_KEY);
  }

  @Test
  void answers503WhenAllThreadsOfTheValidatorWait() throws Exception {
    String token = issuer.token().mint();
    issuer.jwks().answer(Answer.hang());

    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    CountDownLatch turnedAway = new CountDownLatch(600 - 512);
    for (int i = 0; i < 600; i++) {
      CompletionStage<AccessDecision> decision = server.decideAsync("GET", bearer(token), READ);
      decision.thenRun(turnedAway::countDown);
      decisions.add(decision);
    }
    assertThat(turnedAway.await(60, TimeUnit.SECONDS)).isTrue();
    long answered =
        decisions.stream().filter(decision -> decision.toCompletableFuture().isDone()).count();
    issuer.jwks().heal();

    assertThat(answered).isEqualTo(600 - 512);
    List<Integer> statuses = new ArrayList<>();
    for (CompletionStage<AccessDecision> decision : decisions) {
      statuses.add(statusOf(decision));
    }
    assertThat(statuses).containsOnly(200, 503);
    assertThat(Collections.frequency(statuses, 503)).isEqualTo(600 - 512);
    assertThat(reports.refused()).hasSize(600 - 512);
  }

  /**
   * A thread belongs to the group of the thread that started it. An event loop that started threads
   * would stand still meanwhile.
   */
  @Test
  void startsItsThreadsElsewhereThanOnTheCallingThread() throws Exception {
    Set<ThreadGroup> groups = ConcurrentHashMap.newKeySet();
    CyclicBarrier allAtWork = new CyclicBarrier(10);
    try (AccessTokenValidator slow =
        validatorFor(issuer)
            .fetchTimeout(ValidatorTestBase.LONG)
            .requireClaims(
                "meets the others",
                token -> {
                  groups.add(Thread.currentThread().getThreadGroup());
                  return meets(allAtWork);
                })
            .build()) {
      ResourceServer server = ResourceServer.of(slow);
      List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
      // The first call starts the thread that starts the others.
      decisions.add(server.decideAsync("GET", bearer(issuer.token().mint()), READ));
      ThreadGroup loopGroup = new ThreadGroup("loop");
      Thread loop =
          new Thread(
              loopGroup,
              () -> {
                for (int i = 1; i < 10; i++) {
                  decisions.add(server.decideAsync("GET", bearer(issuer.token().mint()), READ));
                }
              });
      loop.start();
      loop.join();

      for (CompletionStage<AccessDecision> decision : decisions) {
        assertThat(statusOf(decision)).isEqualTo(200);
      }
      assertThat(groups).isNotEmpty().doesNotContain(loopGroup);
    }
  }

  @Test
  void finishesWhatItHasAcceptedWhenTheValidatorIsClosed() throws Exception {
    issuer.jwks().answer(Answer.hang());
    List<CompletionStage<AccessDecision>> decisions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      decisions.add(server.decideAsync("GET", bearer(issuer.token().mint()), READ));
    }

    validator.close();

    for (CompletionStage<AccessDecision> decision : decisions) {
      assertThat(statusOf(decision)).isEqualTo(503);
    }
    Threads.assertEnd(Threads.named("token-validator-(\\d+|starter)"));
  }

  /** Callers with unknown keys may wait, and still leave threads. */
  @Test
  void letsInAFirstTokenWhileCallersWaitForUnknownKeys() throws Exception {
    validator.validate(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    List<CompletionStage<AccessDecision>> waiting = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      waiting.add(
          server.decideAsync("GET", bearer(issuer.token().keyId("unknown" + i).mint()), READ));
    }

    assertThat(statusOf(server.decideAsync("GET", bearer(issuer.token().mint()), READ)))
        .isEqualTo(200);
    issuer.jwks().heal();
    for (CompletionStage<AccessDecision> decision : waiting) {
      assertThat(statusOf(decision)).isIn(401, 503);
    }
  }

  @Test
  void answers503WhereTheExecutorRejects() throws Exception {
    CompletionStage<AccessDecision> decision =
        server.withExecutor(rejecting()).decideAsync("GET", bearer(issuer.token().mint()), READ);

    assertThat(statusOf(decision)).isEqualTo(503);
    assertThat(reports.onlyRefusal().outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  /** This is how an executor says that the system gives no more threads. */
  @Test
  void answers503WhereNoThreadStarts() throws Exception {
    Executor exhausted =
        task -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    CompletionStage<AccessDecision> decision =
        server.withExecutor(exhausted).decideAsync("HEAD", bearer(issuer.token().mint()), READ);

    TurnedAway response = (TurnedAway) decision.toCompletableFuture().get();
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "1");
    assertThat(response.body()).isEmpty();
    assertThat(reports.onlyRefusal().outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void verifiesSignaturesOnTheGivenExecutor() throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    CompletionStage<AccessDecision> decision =
        server.withExecutor(tasks::add).decideAsync("GET", bearer(issuer.token().mint()), READ);
    assertThat(decision.toCompletableFuture()).isNotDone();

    tasks.forEach(Runnable::run);

    assertThat(statusOf(decision)).isEqualTo(200);
  }

  @Test
  void startsNoThreadAfterTheValidatorIsClosed() throws Exception {
    String remembered = issuer.token().mint();
    assertThat(statusOf(server.decideAsync("GET", bearer(remembered), READ))).isEqualTo(200);
    validator.close();

    assertThat(statusOf(server.decideAsync("GET", bearer(remembered), READ))).isEqualTo(200);
    assertThat(statusOf(server.decideAsync("GET", bearer(issuer.token().mint()), READ)))
        .isEqualTo(503);
    Threads.assertEnd(Threads.named("token-validator-(\\d+|starter)"));
  }

  private TurnedAway turnedAway(
      String method, @Nullable List<String> authorization, Access access) {
    return (TurnedAway) server.decide(method, authorization, access);
  }

  private static List<String> bearer(String token) {
    return List.of("Bearer " + token);
  }

  private static String challenge(AccessDecision decision) {
    return String.valueOf(((TurnedAway) decision).headers().get("WWW-Authenticate"));
  }

  private static boolean meets(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      return false;
    }
  }

  private static Executor rejecting() {
    return task -> {
      throw new RejectedExecutionException();
    };
  }

  private static int statusOf(CompletionStage<AccessDecision> decision) throws Exception {
    return statusOf(decision.toCompletableFuture().get(60, TimeUnit.SECONDS));
  }

  private static int statusOf(AccessDecision decision) {
    return decision instanceof TurnedAway response ? response.status() : 200;
  }
}
