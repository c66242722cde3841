package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

/**
 * Examines a JCA provider with known good and forged signatures before we use it. Some providers
 * have accepted signatures of zeros (CVE-2022-21449).
 */
final class ProviderExam {

  private ProviderExam() {}

  /**
   * Whether a provider has an algorithm. A provider that lists RSASSA-PSS but refuses the
   * parameters of this algorithm, or any parameters at all, does not have it.
   *
   * @throws UnfitProviderException if the provider lists the algorithm and fails to provide it
   */
  static boolean has(Provider provider, SignatureAlgorithm algorithm)
      throws UnfitProviderException {
    SignatureScheme scheme = SignatureScheme.of(algorithm);
    try {
      if (provider.getService("Signature", scheme.signatureName()) == null) {
        return false;
      }
      Signature signature = Signature.getInstance(scheme.signatureName(), provider);
      return scheme.parameters() == null || accepts(signature, scheme.parameters());
    } catch (Throwable e) {
      throw unusable(algorithm, provider, e);
    }
  }

  private static boolean accepts(Signature signature, AlgorithmParameterSpec parameters) {
    try {
      signature.setParameter(parameters);
      return true;
    } catch (InvalidAlgorithmParameterException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Examines a provider that has an algorithm.
   *
   * @throws UnfitProviderException if the provider gets any signature wrong, or fails
   */
  static void examine(SignatureAlgorithm algorithm, Provider provider)
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
      // Use the JCA directly from here on: our own checks of length and range would refuse first.
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

  /** Whether a provider that has passed still verifies a signature that is known to be good. */
  static boolean stillPasses(SignatureAlgorithm algorithm, Provider provider) {
    KnownAnswer answer = KnownAnswer.of(algorithm);
    try {
      return keyOf(algorithm, answer.key(), provider)
          .verifies(KnownAnswer.message(), answer.signatureBytes());
    } catch (Throwable e) {
      ProviderFailureException.rethrowExhaustion(e);
      return false;
    }
  }

  /** The key of a known answer. A {@code SignatureException} counts as "does not verify" here. */
  private static VerificationKey keyOf(
      SignatureAlgorithm algorithm, String encoded, Provider provider)
      throws GeneralSecurityException {
    return ProviderKeys.keyFor(
        algorithm, null, "", KnownAnswer.publicKey(algorithm, encoded), provider, () -> true);
  }

  private static UnfitProviderException unfit(
      SignatureAlgorithm algorithm, Provider provider, String what) {
    return new UnfitProviderException(
        "provider " + provider.getName() + " " + what + " for " + algorithm, null);
  }

  /** The cause is the exception that the provider threw, without our wrapper. */
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
            + " cannot verify "
            + algorithm
            + " signatures: "
            + cause.getClass().getName(),
        cause);
  }
}
