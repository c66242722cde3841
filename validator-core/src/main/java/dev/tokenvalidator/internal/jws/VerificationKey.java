package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.internal.jws.JwsException.Fault;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
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
  private final boolean algorithmAssumed;
  private final SignatureScheme scheme;
  private final PublicKey key;
  private final Provider provider;

  /** Whether the provider still verifies a signature that is known to be good. */
  private final BooleanSupplier providerWorks;

  private final int signatureLength;

  /** The order of the curve, as many bytes as R and S have; null if this is not an ECDSA key. */
  private final byte @Nullable [] order;

  /**
   * @param platformKey the key in the platform's form, to read its numbers from
   * @param key the same key in the provider's form
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
    this.algorithmAssumed = false;
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

  private VerificationKey(VerificationKey other, boolean algorithmAssumed) {
    this.algorithm = other.algorithm;
    this.keyId = other.keyId;
    this.name = other.name;
    this.algorithmAssumed = algorithmAssumed;
    this.scheme = other.scheme;
    this.key = other.key;
    this.provider = other.provider;
    this.providerWorks = other.providerWorks;
    this.signatureLength = other.signatureLength;
    this.order = other.order;
  }

  /** The same key, whose JWK does not say which algorithm it is for. */
  public VerificationKey withAssumedAlgorithm() {
    return new VerificationKey(this, true);
  }

  /** The one algorithm the key is for. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** Whether its JWK does not say so. */
  public boolean isAlgorithmAssumed() {
    return algorithmAssumed;
  }

  /** Its {@code kid}, if the issuer gave it one. */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /** The RFC 7638 thumbprint, which identifies the key whatever its id is. */
  public String thumbprint() {
    return name.thumbprint();
  }

  /** The name that the operator sees. */
  public KeyName name() {
    return name;
  }

  /**
   * Verifies that the holder of the private key signed the token. The caller must have checked that
   * the header names this key's algorithm.
   *
   * @throws JwsException if the signature does not verify
   * @throws ProviderFailureException if the provider fails
   */
  public VerifiedJws verify(CompactJws jws) throws JwsException, ProviderFailureException {
    if (jws.header().algorithm() != algorithm) {
      throw new IllegalArgumentException("the token's algorithm is not this key's algorithm");
    }
    if (!verifies(jws.signingInput(), jws.signature())) {
      throw new JwsException(
          Fault.BAD_SIGNATURE,
          "a signature by the key " + name,
          order != null && isDer(jws.signature())
              ? "one in DER (ASN.1); a JWS has R and S side by side (RFC 7518 section 3.4)"
              : "one that does not verify");
    }
    return new VerifiedJws(jws.payload());
  }

  /** Whether it looks like a sequence of two numbers in DER, which most crypto libraries write. */
  private static boolean isDer(byte[] signature) {
    int length = signature.length > 2 && (signature[1] & 0xff) == 0x81 ? 3 : 2;
    return signature.length > 8
        && signature[0] == 0x30
        && (signature[length - 1] & 0xff) == signature.length - length
        && signature[length] == 0x02;
  }

  /** Asks the JCA whether another algorithm verifies. The provider must have passed its exam. */
  boolean verifiesBy(SignatureAlgorithm other, CompactJws jws) throws GeneralSecurityException {
    if (jws.signature().length != signatureLength) {
      return false;
    }
    Signature signature = SignatureScheme.of(other).signature(provider);
    signature.initVerify(key);
    signature.update(jws.signingInput());
    return signature.verify(jws.signature());
  }

  Provider provider() {
    return provider;
  }

  /** Asks the JCA, after the checks that not every provider makes. */
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
   * Asks the JCA alone.
   *
   * <p>A {@link SignatureException} can mean two things. Some providers throw it for bytes that
   * cannot be a signature: the platform's does so if the S of an Ed25519 signature is too large.
   * Others wrap any failure in it. To find out which it is, we let the provider verify a signature
   * that is known to be good: if it no longer does, the provider has failed. An attacker gains
   * nothing by causing this, because it costs no more than a forged signature does.
   */
  boolean jcaVerifies(ByteBuffer input, byte[] bytes) throws ProviderFailureException {
    Signature signature;
    try {
      signature = scheme.signature(provider);
      signature.initVerify(key);
      signature.update(input.duplicate());
    } catch (Throwable e) {
      // None of this depends on the signature, so it cannot be the signature's fault.
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

  /** 1 <= r, s < n. A provider without this check accepts zeros as a signature of anything. */
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
