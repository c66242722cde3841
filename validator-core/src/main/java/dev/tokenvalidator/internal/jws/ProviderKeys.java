package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes a verification key in the form of the provider that will use it. */
final class ProviderKeys {

  private ProviderKeys() {}

  static VerificationKey keyFor(
      SignatureAlgorithm algorithm,
      @Nullable String keyId,
      String thumbprint,
      PublicKey key,
      Provider provider,
      BooleanSupplier works)
      throws GeneralSecurityException {
    PublicKey translated = translate(algorithm, key, provider);
    SignatureScheme.of(algorithm).signature(provider).initVerify(translated);
    return new VerificationKey(algorithm, keyId, thumbprint, key, translated, provider, works);
  }

  /**
   * Converts the key to the provider's own form once, so that the provider does not convert it for
   * every token. A provider without a {@code KeyFactory} for this kind of key gets the platform's.
   */
  private static PublicKey translate(SignatureAlgorithm algorithm, PublicKey key, Provider provider)
      throws GeneralSecurityException {
    String keyType = SignatureScheme.of(algorithm).keyType();
    if (provider.getService("KeyFactory", keyType) == null) {
      return key;
    }
    return KeyFactory.getInstance(keyType, provider)
        .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }
}
