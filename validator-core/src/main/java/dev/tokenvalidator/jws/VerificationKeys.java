package dev.tokenvalidator.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
public final class VerificationKeys {

  private final Set<SignatureAlgorithm> algorithms;
  private final @Nullable Provider preferred;

  /** Who verifies what, as far as they have proven themselves. */
  private final Map<SignatureAlgorithm, Provider> proven = new ConcurrentHashMap<>();

  private VerificationKeys(Set<SignatureAlgorithm> algorithms, @Nullable Provider preferred) {
    this.algorithms = algorithms;
    this.preferred = preferred;
  }

  /** A provider verifies what it should not, or does not verify what it should. */
  public static final class UnfitProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitProviderException(String message) {
      super(message);
    }
  }

  /**
   * For the given algorithms.
   *
   * @param algorithms to be verified
   * @param preferred who is to verify those that it has; null for the platform alone
   * @return the maker of their keys
   * @throws UnfitProviderException if the provider that is given fails on a test vector
   */
  public static VerificationKeys of(
      Set<SignatureAlgorithm> algorithms, @Nullable Provider preferred)
      throws UnfitProviderException {
    VerificationKeys keys = new VerificationKeys(Set.copyOf(algorithms), preferred);
    if (preferred != null) {
      for (SignatureAlgorithm algorithm : algorithms) {
        if (providerOf(algorithm, preferred) != null) {
          keys.prove(algorithm);
        } else {
          System.getLogger("dev.tokenvalidator")
              .log(
                  System.Logger.Level.INFO,
                  "{0} is verified by the platform: provider {1} does not have it",
                  algorithm,
                  preferred.getName());
        }
      }
    }
    return keys;
  }

  /** The algorithms to be verified. */
  public Set<SignatureAlgorithm> algorithms() {
    return algorithms;
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
   */
  public VerificationKey make(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws GeneralSecurityException, UnfitProviderException {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(algorithm + " is not among the algorithms to be verified");
    }
    return make(algorithm, keyId, thumbprint, key, provider(algorithm));
  }

  private static VerificationKey make(
      SignatureAlgorithm algorithm,
      @Nullable String keyId,
      String thumbprint,
      PublicKey key,
      Provider provider)
      throws GeneralSecurityException {
    PublicKey own = translated(algorithm, key, provider);
    SignatureScheme.of(algorithm).signature(provider).initVerify(own);
    return new VerificationKey(algorithm, keyId, thumbprint, key, own, provider);
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
   * The provider that has the algorithm: the one given, or the platform's choice, which is kept so
   * that what was proven is what is used. Null where there is none.
   */
  private static @Nullable Provider providerOf(
      SignatureAlgorithm algorithm, @Nullable Provider provider) {
    try {
      return SignatureScheme.of(algorithm).signature(provider).getProvider();
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  /** Of two threads that ask first, both prove it. */
  private Provider provider(SignatureAlgorithm algorithm) throws UnfitProviderException {
    Provider known = proven.get(algorithm);
    if (known != null) {
      return known;
    }
    Provider own = preferred == null ? null : providerOf(algorithm, preferred);
    Provider provider = own == null ? providerOf(algorithm, null) : own;
    if (provider == null) {
      throw new UnfitProviderException("no provider has " + algorithm);
    }
    prove(algorithm, provider);
    proven.put(algorithm, provider);
    return provider;
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
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unfit(algorithm, provider, "cannot verify at all: " + e);
    }
  }

  private static VerificationKey keyOf(
      SignatureAlgorithm algorithm, String encoded, Provider provider)
      throws GeneralSecurityException {
    return make(algorithm, null, "", KnownAnswer.publicKey(algorithm, encoded), provider);
  }

  private static UnfitProviderException unfit(
      SignatureAlgorithm algorithm, Provider provider, String what) {
    return new UnfitProviderException(
        "provider " + provider.getName() + " " + what + " for " + algorithm);
  }
}
