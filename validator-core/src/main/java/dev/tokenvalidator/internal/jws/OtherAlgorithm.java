package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.GeneralSecurityException;

/**
 * Tells whether an RSA key has signed a token by another algorithm than the assumed one, because
 * its JWK names none. Only for a hint to the operator: the token is refused nevertheless.
 */
public final class OtherAlgorithm {

  private OtherAlgorithm() {}

  /** Whether the key has signed the token by the algorithm of the token's header. */
  public static boolean hasSigned(VerificationKey key, CompactJws jws) {
    SignatureAlgorithm other = jws.header().algorithm();
    if (!key.isAlgorithmAssumed() || !other.isRsa()) {
      return false;
    }
    try {
      // The provider may have been examined for the key's own algorithm only.
      return ProviderExam.has(key.provider(), other)
          && ProviderExam.stillPasses(other, key.provider())
          && key.verifiesBy(other, jws);
    } catch (GeneralSecurityException
        | UnfitProviderException
        | RuntimeException
        | LinkageError e) {
      return false;
    }
  }
}
