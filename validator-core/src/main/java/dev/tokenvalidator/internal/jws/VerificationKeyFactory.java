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
 * Makes verification keys in the form of the JCA provider that is to use them, once that provider
 * has proven itself: some have accepted signatures of zeros (CVE-2022-21449). Safe for use by
 * several threads.
 *
 * <p>A provider that was chosen proves itself at once. The platform's are looked for, and prove
 * themselves, when the first key is made for an algorithm: most issuers use one or two of them, and
 * all would take a good part of an application's start.
 */
public final class VerificationKeyFactory {

  private final Set<SignatureAlgorithm> algorithms;
  private final @Nullable Provider preferred;
  private final boolean required;

  /** Who verifies what, as far as they have proven themselves. */
  private final Map<SignatureAlgorithm, Provider> proven = new ConcurrentHashMap<>();

  private VerificationKeyFactory(
      Set<SignatureAlgorithm> algorithms, @Nullable Provider preferred, boolean required) {
    this.algorithms = algorithms;
    this.preferred = preferred;
    this.required = required;
  }

  /**
   * For the given algorithms, verified by the platform.
   *
   * @param algorithms to be verified
   * @return the maker of their keys
   */
  public static VerificationKeyFactory create(Set<SignatureAlgorithm> algorithms) {
    return new VerificationKeyFactory(Set.copyOf(algorithms), null, false);
  }

  /**
   * For the given algorithms, verified by a provider that was chosen.
   *
   * @param algorithms to be verified
   * @param preferred who is to verify those that it has
   * @param required whether nobody else may verify the others
   * @return the maker of their keys
   * @throws UnfitProviderException if the provider fails on a test vector
   */
  public static VerificationKeyFactory create(
      Set<SignatureAlgorithm> algorithms, Provider preferred, boolean required)
      throws UnfitProviderException {
    VerificationKeyFactory keys =
        new VerificationKeyFactory(Set.copyOf(algorithms), preferred, required);
    for (SignatureAlgorithm algorithm : algorithms) {
      if (ProviderExam.has(preferred, algorithm)) {
        ProviderExam.pass(algorithm, preferred);
        keys.proven.put(algorithm, preferred);
      }
    }
    return keys;
  }

  /** The algorithms to be verified. */
  public Set<SignatureAlgorithm> algorithms() {
    return algorithms;
  }

  /** Those that are verified by whoever has proven to be fit for them so far. */
  public Set<SignatureAlgorithm> provenAlgorithms() {
    return Set.copyOf(proven.keySet());
  }

  /**
   * Makes sure that an algorithm can be verified, which takes some time when it is asked first.
   *
   * @param algorithm one of {@link #algorithms()}
   * @throws UnfitProviderException if nobody has it, or the one who has it fails on a test vector
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
   * @param key as the platform knows it
   * @return the key, ready for use
   * @throws GeneralSecurityException if the provider does not take the key
   * @throws UnfitProviderException if nobody has the algorithm, or the one who has it fails on a
   *     test vector
   * @throws ProviderFailureException if the provider was fit and is not now
   */
  public VerificationKey keyFor(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws GeneralSecurityException, UnfitProviderException, ProviderFailureException {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(algorithm + " is not among the algorithms to be verified");
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
      // Then it is the key that it does not take, whichever way it says so.
      throw e instanceof GeneralSecurityException refusal
          ? refusal
          : new InvalidKeyException("not taken", e);
    }
  }

  /**
   * The platform's choice, which is kept so that what was proven is what is used.
   *
   * @throws UnfitProviderException if there is none
   */
  private static Provider ofPlatform(SignatureAlgorithm algorithm) throws UnfitProviderException {
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

  /** Of two threads that ask first, both prove it. */
  private Provider provider(SignatureAlgorithm algorithm) throws UnfitProviderException {
    Provider known = proven.get(algorithm);
    if (known != null) {
      return known;
    }
    if (preferred != null && required) {
      throw new UnfitProviderException(
          "provider "
              + preferred.getName()
              + " does not have "
              + algorithm
              + ", and requireSignatureProvider leaves it to nobody else",
          null);
    }
    Provider platform = ofPlatform(algorithm);
    ProviderExam.pass(algorithm, platform);
    proven.put(algorithm, platform);
    return platform;
  }
}
