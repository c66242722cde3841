package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tokenvalidator.FaultyProvider.Step;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.guard.ProvokesInternalError;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A signature provider that fails decides nothing about a token. */
@Tag("slow")
class SignatureProviderFailureTest extends IssuerTestBase {

  /** What providers throw: HSMs, native code, and FIPS modules in their error state. */
  private static final List<Supplier<Throwable>> FAULTS =
      List.of(
          () -> new ProviderException("CKR_DEVICE_REMOVED"),
          () -> new IllegalStateException("session"),
          () -> new UnsupportedOperationException("no"),
          NullPointerException::new,
          () -> new NoClassDefFoundError("a/b/C"),
          () -> new UnsatisfiedLinkError("libhsm.so"),
          () -> new ExceptionInInitializerError("x"),
          () -> new AssertionError("the module is in its error state"),
          () -> new InternalError("x"),
          Thrown.Hostile::new,
          () -> new Exception("checked, and thrown all the same"));

  /** The steps of each token; the others belong to each key. */
  private static final Set<Step> FOR_EACH_TOKEN =
      EnumSet.of(Step.GET_SIGNATURE, Step.INIT_VERIFY, Step.UPDATE, Step.VERIFY);

  private final RecordingListener heard = new RecordingListener();
  private final FaultyProvider provider = FaultyProvider.forAll();

  private AccessTokenValidatorBuilder settings() {
    return validatorFor(issuer).signatureProvider(provider).listener(heard);
  }

  static Stream<Arguments> faultsForEachToken() {
    List<Arguments> all = new ArrayList<>();
    for (Step step : FOR_EACH_TOKEN) {
      FAULTS.forEach(fault -> all.add(arguments(step, fault)));
    }
    // Checked exceptions are failures too, except where they are a verdict on the signature.
    all.add(arguments(Step.GET_SIGNATURE, fault(new NoSuchAlgorithmException("removed"))));
    all.add(arguments(Step.INIT_VERIFY, fault(new InvalidKeyException("no session"))));
    all.add(arguments(Step.UPDATE, fault(new SignatureException("no session"))));
    return all.stream();
  }

  private static Supplier<Throwable> fault(Throwable thrown) {
    return () -> thrown;
  }

  @ParameterizedTest
  @MethodSource("faultsForEachToken")
  void isUnavailableWhenTheProviderFails(Step step, Supplier<Throwable> fault) {
    String token = issuer.token().mint();
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(issuer.token().mint());
      provider.fail(step, fault);

      ValidationUnavailableException thrown = unavailabilityOf(validator, token);

      assertThat(thrown.reason()).contains(Reason.SIGNATURE_PROVIDER_FAILED);
      assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(1));
      Throwable cause = thrown.getCause();
      assertThat(cause == null ? null : rootClass(cause)).isEqualTo(fault.get().getClass());
      Refusal refusal = heard.onlyRefusal();
      assertThat(refusal.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(refusal.reason()).contains(Reason.SIGNATURE_PROVIDER_FAILED);
      assertThat(refusal.cause().orElseThrow() == cause).isTrue();
      assertThat(refusal.explanation().found()).contains("Faulty");

      provider.recover();
      assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());
    }
  }

  /** {@code Signature.update} wraps checked exceptions of an implementation. */
  private static Class<?> rootClass(Throwable cause) {
    if (cause instanceof Thrown.Hostile) {
      return Thrown.Hostile.class;
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass();
  }

  @Test
  void acceptsRememberedTokensWhileTheProviderFails() {
    String token = issuer.token().mint();
    try (AccessTokenValidator validator = settings().build()) {
      AccessToken accepted = validator.validate(token);
      provider.failAtEveryStep(fault(new ProviderException()));

      assertThat(validator.validate(token)).isSameAs(accepted);
    }
  }

  @Test
  void passesOutOfMemoryErrorsOn() {
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(issuer.token().mint());
      provider.fail(Step.VERIFY, OutOfMemoryError::new);

      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> validator.validate(issuer.token().mint()));
      assertThat(heard.refused()).isEmpty();
    }
  }

  @Test
  @ProvokesInternalError
  void reportsAStackOverflowAsAnInternalError() {
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(issuer.token().mint());
      provider.fail(Step.VERIFY, StackOverflowError::new);

      assertThat(unavailabilityOf(validator, issuer.token().mint()).reason())
          .contains(Reason.INTERNAL_ERROR);
    }
  }

  /** A place that is not released would be lost. */
  @Test
  void releasesThePlaceInTheQueue() {
    try (AccessTokenValidator validator = settings().concurrentVerifications(1).build()) {
      provider.fail(Step.VERIFY, ProviderException::new);
      for (int i = 0; i < 3; i++) {
        unavailabilityOf(validator, issuer.token().mint());
      }
      provider.recover();

      validator.validate(issuer.token().mint());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ES384", "RS256", "PS256", "ED25519"})
  void refusesATokenWhenTheProviderThrowsSignatureException(
      dev.tokenvalidator.keys.SignatureAlgorithm algorithm) {
    issuer.keys().rotate(algorithm.name().replace("ED25519", "EdDSA"));
    try (AccessTokenValidator validator = settings().build()) {
      provider.throwForBadSignature(
          () -> new SignatureException("badly encoded", new ProviderException()));

      assertThat(reasonOf(validator, issuer.token().tampered("scope", "x").mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
      validator.validate(issuer.token().mint());
    }
  }

  /** Some drivers wrap every failure in this exception, such as a lost session. */
  @Test
  void isUnavailableWhenTheProviderRefusesGoodSignatures() {
    SignatureException lost = new SignatureException("session lost");
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(issuer.token().mint());
      provider.fail(Step.VERIFY, fault(lost));

      for (String token :
          List.of(issuer.token().mint(), issuer.token().tampered("scope", "x").mint())) {
        ValidationUnavailableException thrown = unavailabilityOf(validator, token);
        assertThat(thrown.reason()).contains(Reason.SIGNATURE_PROVIDER_FAILED);
        assertThat(thrown).hasCause(lost);
      }
    }
  }

  /** The platform throws for an S that is too large, and still works. */
  @Test
  void refusesATokenWhenThePlatformThrowsSignatureException() {
    issuer.keys().rotate("EdDSA");
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      String token =
          issuer
              .token()
              .signature(
                  bytes -> {
                    bytes[63] = (byte) 0xff;
                    return bytes;
                  })
              .mint();
      assertThat(reasonOf(validator, token)).isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void keepsTheLastKeysWhenTheProviderFailsDuringAFetch(Supplier<Throwable> fault) {
    String known = issuer.token().mint();
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(known);
      issuer.keys().rotateKeepingOld();
      provider.failAtEveryStep(fault);

      assertThat(validator.refreshKeys().get(0).lastFailure().orElseThrow()).contains("Faulty");
      assertThat(heard.awaitEvents(1, LoadFailed.class))
          .singleElement()
          .satisfies(
              event -> assertThat(event.reason()).contains("the JCA provider Faulty failed"));
      assertThat(heard.events(EntrySkipped.class)).isEmpty();
      assertThat(heard.events(KeySetEvent.KeyRemoved.class)).isEmpty();
      assertThat(heard.events(LoadFailed.class)).noneMatch(LoadFailed::emptySet);
      validator.validate(known);

      provider.recover();
      assertThat(validator.refreshKeys().get(0).lastFailure()).isEmpty();
      validator.validate(issuer.token().mint());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isUnavailableWhenTheProviderFailsDuringTheFirstFetch(Supplier<Throwable> fault) {
    String token = issuer.token().mint();
    try (AccessTokenValidator validator = settings().build()) {
      provider.failAtEveryStep(fault);
      unavailabilityOf(validator, token);
      assertThat(heard.awaitEvents(1, LoadFailed.class).get(0).reason()).contains("Faulty");

      provider.recover();
      assertThat(validator.refreshKeys().get(0).usable()).isTrue();
      validator.validate(token);
    }
  }

  static List<Supplier<Throwable>> faults() {
    return FAULTS;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void skipsOnlyTheKeyThatTheProviderRefuses(Supplier<Throwable> fault) {
    SigningKey refused = SigningKey.generate("ES256");
    issuer.keys().publish(refused);
    provider.refuseKey(refused.publicKey(), fault);
    try (AccessTokenValidator validator = settings().build()) {
      validator.validate(issuer.token().mint());

      assertThat(heard.awaitEvents(1, EntrySkipped.class)).hasSize(1);
      assertThat(heard.events(LoadFailed.class)).isEmpty();
      assertThat(reasonOf(validator, issuer.token().signedBy(refused).mint()))
          .isEqualTo(Reason.UNKNOWN_KEY);
    }
  }

  static Stream<Arguments> faultsAtStart() {
    List<Arguments> all = new ArrayList<>();
    for (Step step : Step.values()) {
      FAULTS.forEach(fault -> all.add(arguments(step, fault)));
    }
    all.add(arguments(Step.GET_SIGNATURE, fault(new NoSuchAlgorithmException("not really"))));
    all.add(arguments(Step.GET_KEY_FACTORY, fault(new NoSuchAlgorithmException("not really"))));
    all.add(arguments(Step.TRANSLATE_KEY, fault(new InvalidKeySpecException("no"))));
    all.add(arguments(Step.INIT_VERIFY, fault(new InvalidKeyException("no"))));
    // This is how a provider reports unsupported parameters; see below.
    all.removeIf(
        arguments ->
            arguments.get()[0] == Step.SET_PARAMETER
                && ((Supplier<?>) arguments.get()[1]).get()
                    instanceof UnsupportedOperationException);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("faultsAtStart")
  void stopsTheStartWhenTheProviderFails(Step step, Supplier<Throwable> fault) {
    provider.fail(step, fault);

    InvalidSettingException thrown =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> settings().build().close())
            .actual();

    assertThat(thrown.setting()).isEqualTo("signatureProvider");
    assertThat(thrown.getMessage()).contains("Faulty");
    assertThat(thrown.getCause() == null ? null : rootClass(thrown.getCause()))
        .isEqualTo(fault.get().getClass());
  }

  static List<Supplier<Throwable>> missingParameters() {
    return List.of(UnsupportedOperationException::new, InvalidAlgorithmParameterException::new);
  }

  @ParameterizedTest
  @MethodSource("missingParameters")
  void usesThePlatformForPssWhenTheProviderRefusesItsParameters(Supplier<Throwable> fault) {
    provider.fail(Step.SET_PARAMETER, fault);
    issuer.keys().rotate("PS256");
    try (LogLines log = new LogLines();
        AccessTokenValidator validator = settings().build()) {
      int before = provider.verifications();

      validator.validate(issuer.token().mint());

      assertThat(provider.verifications()).isEqualTo(before);
      assertThat(log.of(Level.INFO))
          .anyMatch(line -> line.contains("lacks=[PS256,PS384,PS512]") && line.contains("Faulty"));
    }
  }

  @Test
  void stopsTheStartWhenTheProviderRefusesTheOnlyConfiguredKey() {
    provider.refuseKey(issuer.keys().current().publicKey(), ProviderException::new);

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings().jwkSet(issuer.keys().jwkSet()).build().close())
        .satisfies(thrown -> assertThat(thrown.setting()).isEqualTo("jwkSet"));
  }
}
