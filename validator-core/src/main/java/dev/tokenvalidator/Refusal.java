package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.LogLine;
import dev.tokenvalidator.internal.text.Quoted;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request that was turned away, for the operator. Immutable.
 *
 * <p>A test makes one by {@link #of} and adds what it needs: {@code Refusal.of(INVALID_TOKEN,
 * explanation).withReason(EXPIRED)}.
 *
 * @param outcome the response that the client got
 * @param reason why the token was refused, for {@link Outcome#INVALID_TOKEN}; what failed, for
 *     {@link Reason#INTERNAL_ERROR} and {@link Reason#SIGNATURE_PROVIDER_FAILED}
 * @param explanation what was expected and found
 * @param clientId the client that the token was issued to, as the token names it. Empty unless the
 *     issuer vouches for it: the signature is proven, and the token is of the issuer whose key
 *     proves it. For a log, escape it ({@link Explanation#quote})
 * @param method the method of the request; {@code other} for one that is not a short word of
 *     capital letters, because it may be any text, even a token. Empty if it is not known
 * @param route the rule that covers the request, with its path pattern, as configured, if it is
 *     known. If no rule lets the request in, it may also hold the path of the request, quoted and
 *     cut: do not use it as the label of a metric
 * @param duration how long the token was validated, waiting for keys and for a turn included (on
 *     {@link ResourceServer#decideAsync} callers wait for keys before), by the validator's
 *     monotonic clock. Empty if no token was validated, or a remembered one: that takes less than a
 *     microsecond, and to measure it would take as long
 * @param cause what was thrown, for {@link Reason#INTERNAL_ERROR} and {@link
 *     Reason#SIGNATURE_PROVIDER_FAILED}. Its message may quote a token. The log of this library
 *     shows its classes and its stack trace only
 */
public record Refusal(
    Outcome outcome,
    Optional<Reason> reason,
    Explanation explanation,
    Optional<String> clientId,
    Optional<String> method,
    Optional<String> route,
    Optional<Duration> duration,
    Optional<Throwable> cause) {

  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,19}");

  /** Hides a method that may be any text. */
  public Refusal {
    method = method.map(name -> METHOD.matcher(name).matches() ? name : "other");
  }

  /**
   * A refusal of which nothing else is known.
   *
   * @param outcome the response that the client got
   * @param explanation what was expected and found
   */
  public static Refusal of(Outcome outcome, Explanation explanation) {
    return new Refusal(
        outcome,
        Optional.empty(),
        explanation,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same with a reason.
   *
   * @param reason why the token was refused, or what failed
   */
  public Refusal withReason(Reason reason) {
    return new Refusal(
        outcome, Optional.of(reason), explanation, clientId, method, route, duration, cause);
  }

  /**
   * The same with a client.
   *
   * @param clientId of a token that is proven
   */
  public Refusal withClientId(String clientId) {
    return new Refusal(
        outcome, reason, explanation, Optional.of(clientId), method, route, duration, cause);
  }

  /**
   * The same with a method.
   *
   * @param method of the request, as received
   */
  public Refusal withMethod(String method) {
    return new Refusal(
        outcome, reason, explanation, clientId, Optional.of(method), route, duration, cause);
  }

  /**
   * The same with a route.
   *
   * @param route the rule that covers the request, as configured; text from outside quoted
   */
  public Refusal withRoute(String route) {
    return new Refusal(
        outcome, reason, explanation, clientId, method, Optional.of(route), duration, cause);
  }

  /**
   * The same with method and route of a request.
   *
   * @param context what is known about the request
   */
  public Refusal withContext(RequestContext context) {
    return new Refusal(
        outcome, reason, explanation, clientId, context.method(), context.route(), duration, cause);
  }

  /**
   * The same with a duration.
   *
   * @param duration how long the token was validated
   */
  public Refusal withDuration(Duration duration) {
    return new Refusal(
        outcome, reason, explanation, clientId, method, route, Optional.of(duration), cause);
  }

  /**
   * The same with a cause.
   *
   * @param cause what was thrown
   */
  public Refusal withCause(Throwable cause) {
    return new Refusal(
        outcome, reason, explanation, clientId, method, route, duration, Optional.of(cause));
  }

  /** The response that the client got. */
  public enum Outcome {
    /** 400: the request is malformed; or 405: its method is never admitted. */
    INVALID_REQUEST,
    /** 401 without an error code: the request carries no bearer token (RFC 6750 section 3.1). */
    NO_TOKEN,
    /** 401: the token is not valid. */
    INVALID_TOKEN,
    /** 403: the token is valid and does not allow the request. */
    INSUFFICIENT_SCOPE,
    /**
     * 404: the session that the request names belongs to another caller, or is not known. Only a
     * filter with a session header sends it.
     */
    UNKNOWN_SESSION,
    /** 503: the token cannot be judged now. */
    UNAVAILABLE,
    /** None: the response was committed before the request was judged. */
    NOT_ANSWERED
  }

  /**
   * One line for the log, without the cause: {@code request refused outcome=INVALID_TOKEN
   * reason=EXPIRED method=GET route="..." client="..." expected="..." found="..." hint="..."
   * kid="..." duration=2ms}. What is not known is left out; text from outside is escaped and cut.
   */
  @Override
  public String toString() {
    LogLine line = LogLine.of("request refused").with("outcome", outcome);
    reason.ifPresent(why -> line.with("reason", why));
    method.ifPresent(name -> line.with("method", name));
    line.text("route", route).text("client", clientId.map(Quoted::escaped));
    return explanation.addTo(line).time("duration", duration).toString();
  }
}
