package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes verification keys in the form of the JCA provider that will use them. Every provider is
 * examined before it is used: some have accepted signatures of zeros (CVE-2022-21449). Safe for use
 * by several threads.
 *
 * <p>A provider that the application chose is examined at once. A provider of the platform is
 * looked up and examined when the first key for an algorithm is made: most issuers use one or two
 * algorithms, and examining all of them would slow the application's start noticeably.
 */
public final class VerificationKeyFactory {

  private final Set<SignatureAlgorithm> algorithms;
  private final @Nullable Provider preferred;
  private final boolean required;

  /** The providers that have passed the exam, by algorithm. */
  private final Map<SignatureAlgorithm, Provider> examined = new ConcurrentHashMap<>();

  private VerificationKeyFactory(
      Set<SignatureAlgorithm> algorithms, @Nullable Provider preferred, boolean required) {
    this.algorithms = algorithms;
    this.preferred = preferred;
    this.required = required;
  }

  /**
   * A factory whose keys verify with the platform's providers.
   *
   * @param algorithms the allowed algorithms
   */
  public static VerificationKeyFactory create(Set<SignatureAlgorithm> algorithms) {
    return new VerificationKeyFactory(Set.copyOf(algorithms), null, false);
  }

  /**
   * A factory whose keys verify with a provider that the application chose.
   *
   * @param algorithms the allowed algorithms
   * @param preferred verifies every algorithm that it has
   * @param required whether to refuse the platform's providers for all other algorithms
   * @throws UnfitProviderException if the provider fails on a test vector
   */
  public static VerificationKeyFactory create(
      Set<SignatureAlgorithm> algorithms, Provider preferred, boolean required)
      throws UnfitProviderException {
    VerificationKeyFactory factory =
        new VerificationKeyFactory(Set.copyOf(algorithms), preferred, required);
    for (SignatureAlgorithm algorithm : algorithms) {
      if (ProviderExam.has(preferred, algorithm)) {
        ProviderExam.examine(algorithm, preferred);
        factory.examined.put(algorithm, preferred);
      }
    }
    return factory;
  }

  /** The allowed algorithms. */
  public Set<SignatureAlgorithm> algorithms() {
    return algorithms;
  }

  /** The algorithms for which a provider has passed the exam so far. */
  public Set<SignatureAlgorithm> examinedAlgorithms() {
    return Set.copyOf(examined.keySet());
  }

  /**
   * Makes sure that a provider has an algorithm and passes the exam for it. The first call for an
   * algorithm takes some time.
   *
   * @param algorithm one of {@link #algorithms()}
   * @throws UnfitProviderException if no provider has the algorithm, or the one that has it fails
   *     on a test vector
   */
  public void examine(SignatureAlgorithm algorithm) throws UnfitProviderException {
    provider(algorithm);
  }

  /**
   * Makes a key for one algorithm.
   *
   * @param algorithm one of {@link #algorithms()}
   * @param keyId its {@code kid}
   * @param thumbprint its RFC 7638 thumbprint
   * @param key in the platform's form
   * @throws GeneralSecurityException if the provider rejects the key
   * @throws UnfitProviderException if no provider has the algorithm, or the one that has it fails
   *     on a test vector
   * @throws ProviderFailureException if the provider passed the exam before and fails now
   */
  public VerificationKey keyFor(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws GeneralSecurityException, UnfitProviderException, ProviderFailureException {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(algorithm + " is not an allowed algorithm");
    }
    Provider provider = provider(algorithm);
    BooleanSupplier works = () -> ProviderExam.stillPasses(algorithm, provider);
    try {
      return ProviderKeys.keyFor(algorithm, keyId, thumbprint, key, provider, works);
    } catch (Throwable e) {
      ProviderFailureException.rethrowExhaustion(e);
      if (!works.getAsBoolean()) {
        throw ProviderFailureException.of(provider, e);
      }
      // The provider works, so it rejects this key, whatever exception it throws.
      throw e instanceof GeneralSecurityException refusal
          ? refusal
          : new InvalidKeyException("the provider rejects the key", e);
    }
  }

  /**
   * The provider that the platform chooses. We keep it, so that the provider we examine is the one
   * we use.
   *
   * @throws UnfitProviderException if no provider has the algorithm, or one fails
   */
  private static Provider platformProvider(SignatureAlgorithm algorithm)
      throws UnfitProviderException {
    try {
      return SignatureScheme.of(algorithm).signature(null).getProvider();
    } catch (GeneralSecurityException e) {
      throw new UnfitProviderException("no provider has " + algorithm, e);
    } catch (Throwable e) {
      ProviderFailureException.rethrowExhaustion(e);
      throw new UnfitProviderException(
          "a provider of the platform fails for " + algorithm + ": " + e.getClass().getName(), e);
    }
  }

  /** If two threads ask at the same time, both examine the provider. */
  private Provider provider(SignatureAlgorithm algorithm) throws UnfitProviderException {
    Provider known = examined.get(algorithm);
    if (known != null) {
      return known;
    }
    if (preferred != null && required) {
      throw new UnfitProviderException(
          "provider "
              + preferred.getName()
              + " does not have "
              + algorithm
              + ", and requireSignatureProvider allows no other provider",
          null);
    }
    Provider platform = platformProvider(algorithm);
    ProviderExam.examine(algorithm, platform);
    examined.put(algorithm, platform);
    return platform;
  }
}
