package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
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

  /** A provider verifies what it should not, or does not verify what it should. */
  public static final class UnfitProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitProviderException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    UnfitProviderException(String message) {
      this(message, null);
    }
  }

  /**
   * For the given algorithms, verified by the platform.
   *
   * @param algorithms to be verified
   * @return the maker of their keys
   */
  public static VerificationKeyFactory of(Set<SignatureAlgorithm> algorithms) {
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
  public static VerificationKeyFactory of(
      Set<SignatureAlgorithm> algorithms, Provider preferred, boolean required)
      throws UnfitProviderException {
    VerificationKeyFactory keys =
        new VerificationKeyFactory(Set.copyOf(algorithms), preferred, required);
    for (SignatureAlgorithm algorithm : algorithms) {
      if (has(preferred, algorithm)) {
        prove(algorithm, preferred);
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
  public void prove(SignatureAlgorithm algorithm) throws UnfitProviderException {
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
  public VerificationKey make(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws GeneralSecurityException, UnfitProviderException, ProviderFailureException {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(algorithm + " is not among the algorithms to be verified");
    }
    Provider provider = provider(algorithm);
    BooleanSupplier works = () -> works(algorithm, provider);
    try {
      return make(algorithm, keyId, thumbprint, key, provider, works);
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

  private static VerificationKey make(
      SignatureAlgorithm algorithm,
      @Nullable String keyId,
      String thumbprint,
      PublicKey key,
      Provider provider,
      BooleanSupplier works)
      throws GeneralSecurityException {
    PublicKey own = translated(algorithm, key, provider);
    SignatureScheme.of(algorithm).signature(provider).initVerify(own);
    return new VerificationKey(algorithm, keyId, thumbprint, key, own, provider, works);
  }

  /**
   * The key in the provider's own form, which saves it a conversion for every token. A provider
   * without a factory for this kind of key has to make do with the platform's.
   */
  private static PublicKey translated(
      SignatureAlgorithm algorithm, PublicKey key, Provider provider)
      throws GeneralSecurityException {
    String keyType = SignatureScheme.of(algorithm).keyType();
    if (provider.getService("KeyFactory", keyType) == null) {
      return key;
    }
    return KeyFactory.getInstance(keyType, provider)
        .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }

  /**
   * Whether a provider has an algorithm. One that lists RSASSA-PSS and does not take the parameters
   * of this algorithm, or none at all, does not have it.
   *
   * @throws UnfitProviderException if it lists the algorithm and cannot be used for it
   */
  private static boolean has(Provider provider, SignatureAlgorithm algorithm)
      throws UnfitProviderException {
    SignatureScheme scheme = SignatureScheme.of(algorithm);
    try {
      if (provider.getService("Signature", scheme.signatureName()) == null) {
        return false;
      }
      Signature signature = Signature.getInstance(scheme.signatureName(), provider);
      return scheme.parameters() == null || takes(signature, scheme.parameters());
    } catch (Throwable e) {
      throw unusable(algorithm, provider, e);
    }
  }

  private static boolean takes(Signature signature, AlgorithmParameterSpec parameters) {
    try {
      signature.setParameter(parameters);
      return true;
    } catch (InvalidAlgorithmParameterException | UnsupportedOperationException e) {
      return false;
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
              + ", and requireSignatureProvider leaves it to nobody else");
    }
    Provider platform = ofPlatform(algorithm);
    prove(algorithm, platform);
    proven.put(algorithm, platform);
    return platform;
  }

  /** Whoever has the algorithm must get it right. */
  private static void prove(SignatureAlgorithm algorithm, Provider provider)
      throws UnfitProviderException {
    KnownAnswer answer = KnownAnswer.of(algorithm);
    ByteBuffer message = KnownAnswer.message();
    byte[] signature = answer.signatureBytes();
    try {
      VerificationKey key = keyOf(algorithm, answer.key(), provider);
      if (!key.verifies(message, signature)) {
        throw unfit(algorithm, provider, "refuses a good signature");
      }
      if (keyOf(algorithm, answer.otherKey(), provider).verifies(message, signature)) {
        throw unfit(algorithm, provider, "accepts a signature by another key");
      }
      // From here on past our own checks of length and range, which would answer first.
      if (key.jcaVerifies(message, Arrays.copyOf(signature, signature.length - 1))) {
        throw unfit(algorithm, provider, "accepts a signature that is too short");
      }
      int half = signature.length / 2;
      for (int[] zeros : new int[][] {{0, half}, {half, signature.length}, {0, signature.length}}) {
        byte[] forged = signature.clone();
        Arrays.fill(forged, zeros[0], zeros[1], (byte) 0);
        if (key.jcaVerifies(message, forged)) {
          throw unfit(algorithm, provider, "accepts a signature of zeros (CVE-2022-21449)");
        }
      }
    } catch (UnfitProviderException e) {
      throw e;
    } catch (Throwable e) {
      throw unusable(algorithm, provider, e);
    }
  }

  /** Whether a provider that was fit still is: it verifies what is known to be good. */
  private static boolean works(SignatureAlgorithm algorithm, Provider provider) {
    KnownAnswer answer = KnownAnswer.of(algorithm);
    try {
      return keyOf(algorithm, answer.key(), provider)
          .verifies(KnownAnswer.message(), answer.signatureBytes());
    } catch (Throwable e) {
      ProviderFailureException.rethrowExhaustion(e);
      return false;
    }
  }

  /** For a known answer, where a {@code SignatureException} is an answer like another. */
  private static VerificationKey keyOf(
      SignatureAlgorithm algorithm, String encoded, Provider provider)
      throws GeneralSecurityException {
    return make(
        algorithm, null, "", KnownAnswer.publicKey(algorithm, encoded), provider, () -> true);
  }

  private static UnfitProviderException unfit(
      SignatureAlgorithm algorithm, Provider provider, String what) {
    return new UnfitProviderException(
        "provider " + provider.getName() + " " + what + " for " + algorithm);
  }

  /** It is the provider that says more, in the cause. */
  private static UnfitProviderException unusable(
      SignatureAlgorithm algorithm, Provider provider, Throwable thrown) {
    ProviderFailureException.rethrowExhaustion(thrown);
    Throwable cause =
        thrown instanceof ProviderFailureException failure && failure.getCause() != null
            ? failure.getCause()
            : thrown;
    return new UnfitProviderException(
        "provider "
            + provider.getName()
            + " cannot verify at all for "
            + algorithm
            + ": "
            + cause.getClass().getName(),
        cause);
  }
}
