package dev.tokenvalidator;

import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides in one call whether a request may reach its handler: for HTTP servers without servlets. A
 * request that is turned away comes with its whole response.
 *
 * <pre>{@code
 * ResourceServer server = ResourceServer.of(validator);
 *
 * AccessDecision decision =
 *     server.decide("GET", headers.get("Authorization"), allOf("read:products"));
 * if (decision instanceof TurnedAway response) {
 *   send(response.status(), response.headers(), response.body());
 * } else if (decision instanceof LetIn caller) {
 *   showProducts(caller.token());
 * }
 * }</pre>
 *
 * <p>It answers the header as the filter of {@code validator-servlet} does, and reports each
 * refusal to the listener and to the log. It sees neither path nor query: the server's router
 * chooses the handler, and the handler's {@link Access} comes with the call.
 *
 * <p>Immutable and safe for use by several threads. It holds nothing that needs closing; the
 * validator does.
 */
public final class ResourceServer {

  private final AccessTokenValidator validator;
  private final @Nullable String realm;
  private final @Nullable ProtectedResource resource;
  private final @Nullable ProtectedResourceMetadata metadata;
  private final Handover threads;
  private final TurnedAway missingToken;
  private final TurnedAway invalidRequest;
  private final TurnedAway invalidToken;

  private ResourceServer(
      AccessTokenValidator validator,
      @Nullable String realm,
      @Nullable ProtectedResource resource,
      Handover threads) {
    this.validator = validator;
    this.realm = realm;
    this.resource = resource;
    this.metadata = resource == null ? null : metadata(resource, validator);
    this.threads = threads;
    this.missingToken = with(BearerChallenge.missingToken(), Access.open());
    this.invalidRequest = with(BearerChallenge.invalidRequest(), Access.open());
    this.invalidToken = with(BearerChallenge.invalidToken(), Access.open());
  }

  private static ProtectedResourceMetadata metadata(
      ProtectedResource resource, AccessTokenValidator validator) {
    Set<String> issuers = validator.issuersFor(resource.identifier());
    if (issuers.isEmpty()) {
      throw new InvalidSettingException(
          ProtectedResource.SETTING,
          resource
              + " is not one of the audiences "
              + validator.audiences()
              + ", so no token would be for it; add it as an audience, exactly as it is registered"
              + " with the issuer");
    }
    return new ProtectedResourceMetadata(resource, issuers);
  }

  /**
   * A resource server without a realm.
   *
   * @param validator validates the tokens; it remains the caller's to close
   */
  public static ResourceServer of(AccessTokenValidator validator) {
    return new ResourceServer(validator, null, null, validator.threads());
  }

  /**
   * The same with a realm in its challenges (RFC 9110 section 11.5).
   *
   * @param realm the name of the protection space
   * @throws InvalidSettingException if a challenge cannot carry it: it may hold printable ASCII
   *     without quote and backslash
   */
  public ResourceServer withRealm(String realm) {
    try {
      return new ResourceServer(validator, Objects.requireNonNull(realm), resource, threads);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("realm", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same with an executor for {@link #decideAsync}. A task may take as long as a signature
   * check, or wait for the issuer's keys until the fetch timeout; callers that need the same key
   * wait in one task, and have their own only when the key is there. On Java 21 and later, {@code
   * Executors.newVirtualThreadPerTaskExecutor()} suits. By default the validator starts up to 512
   * threads of its own, which end when they are idle for ten seconds and when it is closed. They
   * are not started on the calling thread, as those of a {@code ThreadPoolExecutor} are.
   *
   * @param executor runs what may block. It must run each task or reject it: a rejected one is
   *     answered with 503, as is one for which no thread can be started; one that is dropped never
   */
  public ResourceServer withExecutor(Executor executor) {
    return new ResourceServer(validator, realm, resource, Handover.to(executor));
  }

  /**
   * The same for a protected resource (RFC 9728). Its challenges name the address of the metadata,
   * and a 401 also the scopes that the handler needs. <b>Only its own audience counts:</b> a token
   * for another audience of the validator is refused. An API of several resources has a resource
   * server for each, with one validator.
   *
   * <p>The metadata itself is served by the host, with what {@link #metadata} returns.
   *
   * @param resource whose identifier is one of the validator's audiences; its {@link
   *     ProtectedResource#path} is not read, because the host chooses the handler
   * @throws InvalidSettingException if it is not one of the validator's audiences
   */
  public ResourceServer withProtectedResource(ProtectedResource resource) {
    return new ResourceServer(validator, realm, Objects.requireNonNull(resource), threads);
  }

  /**
   * The metadata of the protected resource, to be served without a token at {@link
   * ProtectedResource#metadataPath}.
   *
   * @return empty without {@link #withProtectedResource}
   */
  public Optional<ProtectedResourceMetadata> metadata() {
    return Optional.ofNullable(metadata);
  }

  /**
   * Decides about a request. May block the calling thread: for a signature check, and for the
   * issuer's keys if that of the token is not known yet.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param access what the handler needs
   */
  @CheckReturnValue
  public AccessDecision decide(
      String method, @Nullable Collection<String> authorization, Access access) {
    return decide(method, authorization, access, RequestContext.none());
  }

  /**
   * Decides about a request, with more about it. May block the calling thread.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param access what the handler needs. If it compares the organization with a part of the path,
   *     the context must say what the path has there, or no token is enough
   * @param context the route for the report of a refusal, the source for the queue, the
   *     organization
   */
  @CheckReturnValue
  public AccessDecision decide(
      String method,
      @Nullable Collection<String> authorization,
      Access access,
      RequestContext context) {
    return decide(method, authorization, access, checkOf(access, context), context);
  }

  private AccessDecision decide(
      String method,
      @Nullable Collection<String> authorization,
      Access access,
      Consumer<AccessToken> check,
      RequestContext given) {
    RequestContext context = withAudience(withMethod(given, method));
    AccessDecision decision = decideWithoutToken(method, access, context);
    if (decision == null) {
      decision = decideByToken(method, present(authorization), access, check, context, null);
    }
    return decision;
  }

  private AccessDecision decideByToken(
      String method,
      Collection<String> authorization,
      Access access,
      Consumer<AccessToken> check,
      RequestContext context,
      @Nullable KeyLookup withoutKey) {
    AccessDecision decision =
        decideBy(
            () -> validator.validateAuthorization(authorization, context, withoutKey),
            method,
            access,
            check,
            context);
    return Objects.requireNonNull(decision, "validateAuthorization gives a token or throws");
  }

  /**
   * Decides about a request without ever blocking the calling thread: for event loops.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param access what the handler needs
   * @return as {@link #decideAsync(String, Collection, Access, RequestContext)}
   */
  @CheckReturnValue
  public CompletionStage<AccessDecision> decideAsync(
      String method, @Nullable Collection<String> authorization, Access access) {
    return decideAsync(method, authorization, access, RequestContext.none());
  }

  /**
   * Decides about a request without ever blocking the calling thread, with more about it. What
   * takes no time is decided at once: a remembered token, a request without a token, an open
   * handler. Signature checks and waiting for keys run on the executor.
   *
   * <p>The application's own rules and the listener run where the decision is made, so they must
   * not block either.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param access what the handler needs
   * @param context the route for the report of a refusal, the source for the queue, the
   *     organization
   * @return the decision. It may be complete already; if not, a thread of the executor completes
   *     it, so an event loop has to come back to its own thread
   */
  @CheckReturnValue
  public CompletionStage<AccessDecision> decideAsync(
      String method,
      @Nullable Collection<String> authorization,
      Access access,
      RequestContext context) {
    return decideAsync(method, authorization, access, checkOf(access, context), context);
  }

  private CompletionStage<AccessDecision> decideAsync(
      String method,
      @Nullable Collection<String> authorization,
      Access access,
      Consumer<AccessToken> check,
      RequestContext given) {
    RequestContext context = withAudience(withMethod(given, method));
    AccessDecision decision = decideWithoutToken(method, access, context);
    if (decision != null) {
      return CompletableFuture.completedStage(decision);
    }
    // The server may use the collection again when this method returns.
    List<String> values = new ArrayList<>(present(authorization));
    decision =
        decideBy(
            () -> validator.authorizationIfRemembered(values, context),
            method,
            access,
            check,
            context);
    return decision != null
        ? CompletableFuture.completedStage(decision)
        : decideOnThread(method, values, access, check, context);
  }

  private CompletionStage<AccessDecision> decideOnThread(
      String method,
      Collection<String> authorization,
      Access access,
      Consumer<AccessToken> check,
      RequestContext context) {
    CompletableFuture<AccessDecision> decision = new CompletableFuture<>();
    validator.awaitKey(
        authorization,
        threads,
        withoutKey ->
            complete(
                decision,
                () -> decideByToken(method, authorization, access, check, context, withoutKey)),
        () -> complete(decision, () -> withoutThread(method, context)));
    return decision;
  }

  /** On the calling thread. Whatever is thrown completes the decision, too. */
  private static void complete(
      CompletableFuture<AccessDecision> decision, Supplier<AccessDecision> decided) {
    decision.completeAsync(decided, Runnable::run);
  }

  private AccessDecision withoutThread(String method, RequestContext context) {
    report(
        Outcome.UNAVAILABLE,
        Explanation.of("a free thread to check the token", "none")
            .withHint(
                "all threads for decideAsync are busy, or the system gives no more, or the"
                    + " validator is closed; give withExecutor an executor with more threads"),
        context);
    return inAnswerTo(method, TurnedAway.unavailable(Duration.ofSeconds(1)));
  }

  /**
   * The first of two steps, for hosts that choose the handler later: only the token is checked. The
   * second is {@link #authorize}. May block the calling thread.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param context the source for the queue, and the route for the report of a refusal
   * @return {@link LetIn} with the token, or what the request is turned away with
   */
  @CheckReturnValue
  public AccessDecision authenticate(
      String method, @Nullable Collection<String> authorization, RequestContext context) {
    return decide(method, authorization, Access.authenticated(), token -> {}, context);
  }

  /**
   * The first of two steps, without ever blocking the calling thread.
   *
   * @param method the request's method, compared case-sensitively
   * @param authorization one value per {@code Authorization} header field, as received; null or
   *     empty for a request without the header
   * @param context the source for the queue, and the route for the report of a refusal
   * @return as {@link #authenticate}; complete, or to be completed by another thread as in {@link
   *     #decideAsync(String, Collection, Access, RequestContext)}
   */
  @CheckReturnValue
  public CompletionStage<AccessDecision> authenticateAsync(
      String method, @Nullable Collection<String> authorization, RequestContext context) {
    return decideAsync(method, authorization, Access.authenticated(), token -> {}, context);
  }

  /**
   * The second of two steps: whether a token, which is known to be valid, is enough for a handler.
   *
   * @param method the request's method, compared case-sensitively
   * @param token from {@link #authenticate}
   * @param access what the handler needs, as for {@link #decide(String, Collection, Access,
   *     RequestContext)}
   * @param context the route for the report of a refusal, and the organization
   * @return {@link LetIn} with the token, or 403
   */
  @CheckReturnValue
  public AccessDecision authorize(
      String method, AccessToken token, Access access, RequestContext context) {
    return authorize(method, token, access, access.namesOrganization(), context);
  }

  /**
   * The same refusal for a handler that is known only now: for hosts that turn a request away where
   * a handler needs a token, and not at once when {@link #authenticate} refuses it. A 401 for a
   * protected resource then names the scopes that the handler needs; every other refusal stays as
   * it is. Nothing is reported again.
   *
   * @param method the request's method, compared case-sensitively
   * @param refusal from {@link #authenticate}
   * @param access what the handler needs
   */
  @CheckReturnValue
  public TurnedAway forHandler(String method, TurnedAway refusal, Access access) {
    if (refusal.headers().equals(missingToken.headers())) {
      return missingToken(method, access);
    }
    return refusal.headers().equals(invalidToken.headers())
        ? inAnswerTo(method, named(invalidToken, BearerChallenge.invalidToken(), access))
        : refusal;
  }

  /**
   * The refusal of a request without a token, for hosts that see this themselves. Reports nothing.
   *
   * @param method the request's method, compared case-sensitively
   * @param access what the handler needs; {@link Access#open} where that is not known
   */
  @CheckReturnValue
  public TurnedAway missingToken(String method, Access access) {
    return inAnswerTo(method, named(missingToken, BearerChallenge.missingToken(), access));
  }

  /**
   * The second step for a caller that was let in before.
   *
   * @param namesOrganization whether this access, or the one before, says which organization may
   *     enter
   */
  AccessDecision authorize(
      String method,
      AccessToken token,
      Access access,
      boolean namesOrganization,
      RequestContext context) {
    try {
      if (!access.isOpen()) {
        check(token, access, namesOrganization, context);
      }
      return new LetIn(Optional.of(token));
    } catch (InsufficientScopeException e) {
      return insufficientScope(e, token, method, access, context);
    }
  }

  /** Null if the decision depends on the token. */
  private @Nullable AccessDecision decideWithoutToken(
      String method, Access access, RequestContext context) {
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      report(Outcome.INVALID_REQUEST, Explanation.of("another method", method), context);
      return TurnedAway.methodNotAllowed();
    }
    return access.isOpen() ? LetIn.WITHOUT_TOKEN : null;
  }

  /** Null if the validation gives no token. */
  private @Nullable AccessDecision decideBy(
      Supplier<@Nullable AccessToken> validation,
      String method,
      Access access,
      Consumer<AccessToken> check,
      RequestContext context) {
    AccessToken token = null;
    try {
      token = validation.get();
      if (token == null) {
        return null;
      }
      check.accept(token);
      return new LetIn(Optional.of(token));
    } catch (MissingTokenException e) {
      return missingToken(method, access);
    } catch (InvalidRequestException e) {
      return inAnswerTo(method, invalidRequest);
    } catch (InvalidTokenException e) {
      return inAnswerTo(method, named(invalidToken, BearerChallenge.invalidToken(), access));
    } catch (InsufficientScopeException e) {
      return insufficientScope(e, Objects.requireNonNull(token), method, access, context);
    } catch (ValidationUnavailableException e) {
      return inAnswerTo(method, TurnedAway.unavailable(e.retryAfter()));
    }
  }

  private TurnedAway insufficientScope(
      InsufficientScopeException e,
      AccessToken token,
      String method,
      Access access,
      RequestContext context) {
    validator.report(
        Refusal.of(Outcome.INSUFFICIENT_SCOPE, e.explanation())
            .withContext(withMethod(context, method))
            .withClientId(token.clientId()));
    return inAnswerTo(method, with(BearerChallenge.insufficientScope(e.requiredScopes()), access));
  }

  private RequestContext withAudience(RequestContext context) {
    if (resource == null) {
      return context;
    }
    Set<String> own = Set.of(resource.identifier());
    boolean isExcluded =
        context.audience().isPresent() && !context.audience().get().containsAll(own);
    return context.withAudience(isExcluded ? Set.of() : own);
  }

  /** The context that a caller gives may name the method already. */
  private static RequestContext withMethod(RequestContext context, String method) {
    return context.method().isPresent() ? context : context.withMethod(method);
  }

  private Consumer<AccessToken> checkOf(Access access, RequestContext context) {
    return token -> check(token, access, access.namesOrganization(), context);
  }

  private void check(
      AccessToken token, Access access, boolean namesOrganization, RequestContext context) {
    checkNamesOrganization(access, namesOrganization);
    access.check(token, context.organization().orElse(null));
  }

  /** The filter of the servlets stops the start instead; here each call brings its access. */
  private void checkNamesOrganization(Access access, boolean namesOrganization) {
    OrganizationTokens organizations = validator.organizations();
    if (namesOrganization != organizations.mustBeNamed()) {
      throw new InsufficientScopeException(
          Set.of(),
          Explanation.of(
                  namesOrganization
                      ? "an Access that names no organization"
                      : "an Access with organization or anyOrganization",
                  access.toString())
              .withHint(
                  "the validator's setting organizations is "
                      + organizations
                      + "; change one of the two"));
    }
  }

  private TurnedAway with(BearerChallenge challenge, Access access) {
    BearerChallenge withRealm = realm == null ? challenge : challenge.withRealm(realm);
    return TurnedAway.with(resource == null ? withRealm : withRealm.withResource(resource, access));
  }

  /** The prepared response, unless the challenge names the scopes of the handler. */
  private TurnedAway named(TurnedAway prepared, BearerChallenge challenge, Access access) {
    return resource == null || access.scopesToRequest().isEmpty()
        ? prepared
        : with(challenge, access);
  }

  private static TurnedAway inAnswerTo(String method, TurnedAway response) {
    return method.equals("HEAD") ? response.withoutBody() : response;
  }

  private static Collection<String> present(@Nullable Collection<String> authorization) {
    return authorization == null ? List.of() : authorization;
  }

  private void report(Outcome outcome, Explanation explanation, RequestContext context) {
    validator.report(Refusal.of(outcome, explanation).withContext(context));
  }
}
