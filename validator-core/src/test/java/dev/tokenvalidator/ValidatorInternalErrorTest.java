package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.guard.ProvokesInternalError;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every exception between header and verdict becomes a reported refusal. */
class ValidatorInternalErrorTest extends IssuerTestBase {

  private static final String SECRET = "canary-4711";

  private final RecordingListener heard = new RecordingListener();

  /** The fault of the application's code; null for none. */
  private final AtomicReference<@Nullable Supplier<Throwable>> fault = new AtomicReference<>();

  static List<Supplier<Throwable>> faults() {
    return List.of(
        () -> new IllegalStateException("x"),
        () -> new NumberFormatException("For input string: " + SECRET),
        ArrayIndexOutOfBoundsException::new,
        () -> new AssertionError("x"),
        () -> new NoClassDefFoundError("a/b/C"),
        () -> new ExceptionInInitializerError("x"),
        () -> new InternalError("x"),
        StackOverflowError::new,
        () -> new InsufficientScopeException(Set.of("a"), Explanation.of("a", "b")),
        Thrown.Hostile::new,
        () -> new Exception("checked, and thrown all the same"));
  }

  private <T> T orFail(T value) {
    Supplier<Throwable> thrown = fault.get();
    if (thrown != null) {
      throw Thrown.raise(thrown.get());
    }
    return value;
  }

  private AccessTokenValidatorBuilder settings() {
    return validatorFor(issuer).listener(heard);
  }

  private void assertReported(ValidationUnavailableException thrown, Class<?> fault) {
    assertThat(thrown.reason()).contains(Reason.INTERNAL_ERROR);
    assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(thrown.getMessage()).contains(fault.getName()).doesNotContain(SECRET);
    Refusal refusal = heard.onlyRefusal();
    assertThat(refusal.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(refusal.reason()).contains(Reason.INTERNAL_ERROR);
    assertThat(refusal.cause().orElseThrow().getClass()).isEqualTo(fault);
    assertThat(refusal.cause().orElseThrow() == thrown.getCause()).isTrue();
    assertThat(refusal.toString()).contains(fault.getName()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @MethodSource("faults")
  @ProvokesInternalError
  void reportsAnErrorOfARuleForANewToken(Supplier<Throwable> fault) {
    this.fault.set(fault);
    try (AccessTokenValidator validator =
        settings().requireClaims("faulty", token -> orFail(true)).build()) {
      String token = issuer.token().mint();

      assertReported(unavailabilityOf(validator, token), fault.get().getClass());

      this.fault.set(null);
      assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  @ProvokesInternalError
  void reportsAnErrorOfARuleForARememberedToken(Supplier<Throwable> fault) {
    try (AccessTokenValidator validator =
        settings().requireClaims("faulty", token -> orFail(true)).build()) {
      String token = issuer.token().mint();
      AccessToken accepted = validator.validate(token);
      this.fault.set(fault);

      assertReported(unavailabilityOf(validator, token), fault.get().getClass());

      this.fault.set(null);
      assertThat(validator.validate(token)).isSameAs(accepted);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  @ProvokesInternalError
  void reportsAnErrorOfTheClock(Supplier<Throwable> fault) {
    try (AccessTokenValidator validator =
        settings().clock(() -> orFail(issuer.clock().instant()), issuer.clock()).build()) {
      validator.validate(issuer.token().mint());
      this.fault.set(fault);

      assertReported(unavailabilityOf(validator, issuer.token().mint()), fault.get().getClass());
    }
  }

  /** The log limit reads the ticker as well. */
  @ParameterizedTest
  @MethodSource("faults")
  @ProvokesInternalError
  void reportsAnErrorOfTheTicker(Supplier<Throwable> fault) {
    try (LogLines log = new LogLines();
        AccessTokenValidator validator =
            settings().clock(issuer.clock(), () -> orFail(issuer.clock().getAsLong())).build()) {
      String token = issuer.token().mint();
      validator.validate(token);
      this.fault.set(fault);

      assertReported(unavailabilityOf(validator, token), fault.get().getClass());
      for (int i = 0; i < 20; i++) {
        unavailabilityOf(validator, token);
      }
      assertThat(log.of(Level.SEVERE)).hasSize(5);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  @ProvokesInternalError
  void reportsAnErrorOfTheHeaderValues(Supplier<Throwable> fault) {
    Collection<String> values =
        new AbstractCollection<>() {
          @Override
          public Iterator<String> iterator() {
            return orFail(Collections.emptyIterator());
          }

          @Override
          public int size() {
            return 1;
          }
        };
    this.fault.set(fault);
    try (AccessTokenValidator validator = settings().build()) {
      ValidationUnavailableException thrown =
          assertThatExceptionOfType(ValidationUnavailableException.class)
              .isThrownBy(
                  () ->
                      validator.validateAuthorization(
                          values, RequestContext.none().withRoute("GET /a")))
              .actual();

      assertReported(thrown, fault.get().getClass());
      assertThat(heard.onlyRefusal().route()).contains("GET /a");
    }
  }

  /** A container may return null for a header without a value. */
  @Test
  @ProvokesInternalError
  void reportsANullHeader() {
    try (AccessTokenValidator validator = settings().build()) {
      assertThatExceptionOfType(ValidationUnavailableException.class)
          .isThrownBy(() -> validator.validateAuthorization(Collections.singletonList(null)));
      assertThat(heard.onlyRefusal().reason()).contains(Reason.INTERNAL_ERROR);
    }
  }

  @Test
  @ProvokesInternalError
  void reportsToEveryListenerOfSeveralIssuers() {
    RecordingListener other = new RecordingListener();
    fault.set(IllegalStateException::new);
    try (AccessTokenValidator validator =
        AccessTokenValidator.forIssuers(
            settings().requireClaims("faulty", token -> orFail(true)).build(),
            AccessTokenValidator.builder()
                .issuer("https://b.example")
                .audience("b")
                .listener(other)
                .build())) {
      unavailabilityOf(validator, issuer.token().mint());

      assertThat(heard.onlyRefusal().reason()).contains(Reason.INTERNAL_ERROR);
      assertThat(other.onlyRefusal().reason()).contains(Reason.INTERNAL_ERROR);
    }
  }

  @Test
  void passesOutOfMemoryErrorsOn() {
    fault.set(OutOfMemoryError::new);
    try (AccessTokenValidator validator =
        settings().requireClaims("faulty", token -> orFail(true)).build()) {
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> validator.validate(issuer.token().mint()));
      assertThat(heard.refused()).isEmpty();
    }
  }

  /** A rule may call another validator, whose refusal then counts. */
  @Test
  void keepsTheRefusalOfANestedValidator() {
    try (AccessTokenValidator strict =
            validatorFor(issuer).requireClaims("nobody", token -> false).build();
        AccessTokenValidator validator =
            settings()
                .requireClaims("asks", token -> strict.validate(issuer.token().mint()) != null)
                .build()) {
      assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.CLAIMS_RULE);
    }
  }

  /** The rule calls itself until the stack overflows. */
  @Test
  @ProvokesInternalError
  void reportsARuleThatRecursesForever() {
    List<Predicate<AccessToken>> itself = new ArrayList<>();
    Predicate<AccessToken> endless = token -> !itself.get(0).test(token);
    itself.add(endless);
    try (AccessTokenValidator validator = settings().requireClaims("endless", endless).build()) {
      assertReported(unavailabilityOf(validator, issuer.token().mint()), StackOverflowError.class);
    }
  }

  @Test
  @ProvokesInternalError
  @Tag("slow")
  void limitsTheLogLinesAcrossAllClassesOfErrors() {
    try (LogLines log = new LogLines();
        AccessTokenValidator validator =
            settings().requireClaims("faulty", token -> orFail(true)).build()) {
      String token = issuer.token().mint();
      for (int round = 0; round < 10; round++) {
        for (Supplier<Throwable> kind : faults()) {
          fault.set(kind);
          unavailabilityOf(validator, token);
        }
      }

      assertThat(log.of(Level.SEVERE)).hasSize(5);
      assertThat(heard.refused()).hasSize(10 * faults().size());

      issuer.clock().advance(Duration.ofSeconds(10));
      unavailabilityOf(validator, token);
      assertThat(log.of(Level.SEVERE)).hasSize(6).last().asString().contains(" suppressed=105");
    }
  }

  /** A rule may read another header. If that is invalid, the request is not to blame. */
  @Test
  @ProvokesInternalError
  void reportsAnInvalidRequestThatARuleThrows() {
    try (AccessTokenValidator validator =
        settings()
            .requireClaims(
                "rule",
                token -> BearerToken.fromAuthorization(List.of("Bearer a", "Bearer b")).isPresent())
            .build()) {
      String token = issuer.token().mint();

      assertThat(unavailabilityOf(validator, token).reason()).contains(Reason.INTERNAL_ERROR);
      assertThatThrownBy(() -> validator.validateAuthorization(List.of("Bearer " + token)))
          .isInstanceOf(ValidationUnavailableException.class);
    }
  }

  /** Exception messages may quote a token or a claim, so the log shows none. */
  @Test
  @ProvokesInternalError
  void logsTheStackTraceWithoutMessages() {
    fault.set(
        () ->
            new IllegalStateException(
                "of " + SECRET, new NumberFormatException("For input string: " + SECRET)));
    try (LogLines log = new LogLines();
        AccessTokenValidator validator =
            settings().requireClaims("faulty", token -> orFail(true)).build()) {
      String token = issuer.token().subject(SECRET).mint();
      ValidationUnavailableException thrown = unavailabilityOf(validator, token);

      assertThat(log.of(Level.SEVERE))
          .singleElement()
          .asString()
          .startsWith("request refused outcome=UNAVAILABLE reason=INTERNAL_ERROR found=")
          .contains(
              "java.lang.IllegalStateException",
              "Caused by: java.lang.NumberFormatException",
              "ValidatorInternalErrorTest.")
          .doesNotContain(SECRET)
          .doesNotContain(token.substring(0, 12));
      assertThat(thrown.toString()).doesNotContain(SECRET);
      assertThat(heard.onlyRefusal().toString()).doesNotContain(SECRET);
      assertThat(heard.onlyRefusal().cause().map(Throwable::getMessage))
          .isEqualTo(Optional.of("of " + SECRET));
    }
  }
}
