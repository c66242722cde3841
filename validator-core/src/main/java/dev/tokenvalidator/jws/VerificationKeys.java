package dev.tokenvalidator.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes verification keys in the form of the JCA provider that is to use them, once that provider
 * has proven itself: some have accepted signatures of zeros (CVE-2022-21449). Safe for use by
 * several threads.
 *
 * <p>A provider that was chosen proves itself at once. The platform's do when the first key is made
 * for an algorithm: most issuers use one or two of them, and to prove all costs a good part of an
 * application's start.
 */
public final class VerificationKeys {

  private static final System.Logger LOG = System.getLogger("dev.tokenvalidator");

  private final Map<SignatureAlgorithm, Provider> providers;

  /** What has been proven, by whoever has it here. */
  private final Set<SignatureAlgorithm> proven = ConcurrentHashMap.newKeySet();

  private VerificationKeys(Map<SignatureAlgorithm, Provider> providers) {
    this.providers = providers;
  }

  /** A provider verifies what it should not, or does not verify what it should. */
  public static final class UnfitProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitProviderException(String message) {
      super(message);
    }
  }

  /**
   * Finds a provider for each algorithm.
   *
   * @param wanted the algorithms to be verified
   * @param provider who is to verify them; null for the platform
   * @return the maker of keys for those of the algorithms that are there
   * @throws UnfitProviderException if the provider that is given fails on a test vector
   */
  public static VerificationKeys of(Set<SignatureAlgorithm> wanted, @Nullable Provider provider)
      throws UnfitProviderException {
    VerificationKeys keys = new VerificationKeys(new EnumMap<>(SignatureAlgorithm.class));
    for (SignatureAlgorithm algorithm : wanted) {
      Provider own = provider == null ? null : providerOf(algorithm, provider);
      Provider chosen = own == null ? providerOf(algorithm, null) : own;
      if (chosen == null) {
        continue;
      }
      keys.providers.put(algorithm, chosen);
      if (own != null) {
        keys.prove(algorithm);
      }
      if (provider != null && own == null) {
        LOG.log(
            System.Logger.Level.INFO,
            "{0} is verified by {1}: provider {2} does not have it",
            algorithm,
            chosen.getName(),
            provider.getName());
      }
    }
    return keys;
  }

  /** The algorithms that can be verified. */
  public Set<SignatureAlgorithm> algorithms() {
    return providers.isEmpty() ? Set.of() : EnumSet.copyOf(providers.keySet());
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
   * @throws UnfitProviderException if the provider fails on a test vector
   */
  public VerificationKey make(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws GeneralSecurityException, UnfitProviderException {
    Provider provider = providers.get(algorithm);
    if (provider == null) {
      throw new IllegalArgumentException(algorithm + " is not among the algorithms to be verified");
    }
    prove(algorithm);
    return make(algorithm, keyId, thumbprint, key, provider);
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

  private void prove(SignatureAlgorithm algorithm) throws UnfitProviderException {
    Provider provider = providers.get(algorithm);
    if (provider != null && !proven.contains(algorithm)) {
      prove(algorithm, provider);
      proven.add(algorithm);
    }
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
      if (key.verifies(message, Arrays.copyOf(signature, signature.length - 1))) {
        throw unfit(algorithm, provider, "accepts a signature that is too short");
      }
      int half = signature.length / 2;
      for (int[] zeros : new int[][] {{0, half}, {half, signature.length}, {0, signature.length}}) {
        byte[] forged = signature.clone();
        Arrays.fill(forged, zeros[0], zeros[1], (byte) 0);
        // Past our own check of the range, which would answer first.
        if (key.jcaVerifies(message, forged)) {
          throw unfit(algorithm, provider, "accepts a signature of zeros (CVE-2022-21449)");
        }
      }
    } catch (GeneralSecurityException | IllegalStateException e) {
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
