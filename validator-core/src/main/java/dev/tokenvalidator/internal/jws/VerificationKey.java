package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.jws.JwsException.Fault;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the one algorithm it is for (RFC 8725 section 3.1). Immutable and safe for use
 * by several threads.
 */
public final class VerificationKey {

  private final SignatureAlgorithm algorithm;
  private final @Nullable String keyId;
  private final KeyName name;
  private final SignatureScheme scheme;
  private final PublicKey key;
  private final Provider provider;

  /** Whether the provider still verifies a signature that is known to be good. */
  private final BooleanSupplier providerWorks;

  private final int signatureLength;

  /** The order of the curve, as long as R and S are; null where there is no curve of that kind. */
  private final byte @Nullable [] order;

  /**
   * @param platformKey the key as the platform knows it, for its numbers
   * @param key the same key in the form of the provider
   * @param providerWorks whether the provider still verifies a signature that is known to be good
   */
  VerificationKey(
      SignatureAlgorithm algorithm,
      @Nullable String keyId,
      String thumbprint,
      PublicKey platformKey,
      PublicKey key,
      Provider provider,
      BooleanSupplier providerWorks) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.name = new KeyName(Optional.ofNullable(keyId).map(Quoted::keyId), thumbprint);
    this.scheme = SignatureScheme.of(algorithm);
    this.key = key;
    this.provider = provider;
    this.providerWorks = providerWorks;
    if (platformKey instanceof ECPublicKey ec) {
      order = unsigned(ec.getParams().getOrder());
      signatureLength = 2 * order.length;
    } else if (platformKey instanceof RSAPublicKey rsa) {
      order = null;
      signatureLength = bytes(rsa.getModulus().bitLength());
    } else {
      order = null;
      signatureLength = 64; // Ed25519, RFC 8032 section 5.1.6
    }
  }

  /** The one algorithm the key is for. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** Its {@code kid}, where the issuer gave it one. */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /** What identifies the key itself (RFC 7638). */
  public String thumbprint() {
    return name.thumbprint();
  }

  /** What the operator is shown. */
  public KeyName name() {
    return name;
  }

  /**
   * Proves that the holder of the private key signed the token. The caller has seen to it that the
   * header names this key's algorithm.
   *
   * @param jws the token
   * @return the token, its payload now proven
   * @throws JwsException if the signature does not verify
   * @throws ProviderFailureException if the provider cannot tell
   */
  public VerifiedJws verify(CompactJws jws) throws JwsException, ProviderFailureException {
    if (jws.header().algorithm() != algorithm) {
      throw new IllegalArgumentException("a key is asked about another algorithm than its own");
    }
    if (!verifies(jws.signingInput(), jws.signature())) {
      throw new JwsException(
          Fault.BAD_SIGNATURE, "a signature by the key " + name, "one that does not verify");
    }
    return new VerifiedJws(jws.payload());
  }

  /** The JCA's verdict, with the checks in front that not every provider makes. */
  boolean verifies(ByteBuffer input, byte[] signature) throws ProviderFailureException {
    if (signature.length != signatureLength) {
      return false;
    }
    if (order != null && !isInRange(signature, order)) {
      return false;
    }
    return jcaVerifies(input, signature);
  }

  /**
   * The JCA's verdict alone.
   *
   * <p>A {@link SignatureException} is how some providers say that the bytes are not even shaped
   * like a signature: the platform's of an Ed25519 signature whose S is too large. Others wrap
   * whatever went wrong in it. Which of the two it is, is told by a signature that is known to be
   * good: a provider that does not verify it any more has failed. Nobody gains by provoking it, as
   * it costs what a forged signature costs.
   */
  boolean jcaVerifies(ByteBuffer input, byte[] bytes) throws ProviderFailureException {
    Signature signature;
    try {
      signature = scheme.signature(provider);
      signature.initVerify(key);
      signature.update(input.duplicate());
    } catch (Throwable e) {
      // None of it depends on the signature.
      throw ProviderFailureException.of(provider, e);
    }
    try {
      return signature.verify(bytes);
    } catch (SignatureException e) {
      if (!providerWorks.getAsBoolean()) {
        throw ProviderFailureException.of(provider, e);
      }
      return false;
    } catch (Throwable e) {
      throw ProviderFailureException.of(provider, e);
    }
  }

  /** 1 <= r, s < n: a zero would verify anything where a provider forgets to look. */
  private static boolean isInRange(byte[] signature, byte[] order) {
    int half = order.length;
    return isInRange(signature, 0, half, order) && isInRange(signature, half, 2 * half, order);
  }

  private static boolean isInRange(byte[] signature, int from, int to, byte[] order) {
    boolean zero = true;
    for (int i = from; i < to && zero; i++) {
      zero = signature[i] == 0;
    }
    return !zero && Arrays.compareUnsigned(signature, from, to, order, 0, order.length) < 0;
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = new byte[bytes(number.bitLength())];
    byte[] signed = number.toByteArray();
    System.arraycopy(signed, signed.length - bytes.length, bytes, 0, bytes.length);
    return bytes;
  }

  private static int bytes(int bits) {
    return (bits + 7) / 8;
  }
}
