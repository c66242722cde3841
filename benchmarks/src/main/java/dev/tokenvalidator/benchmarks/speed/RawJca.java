package dev.tokenvalidator.benchmarks.speed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * The floor: a fresh {@code Signature} of the platform and nothing else. The key was made and the
 * token was taken apart before.
 */
final class RawJca implements Validation {

  private final String signatureName;
  private final PublicKey key;
  private final byte[] input;
  private final byte[] signature;

  /** Fails if a tampered token passes. */
  RawJca(IssuedTokens tokens) throws GeneralSecurityException {
    signatureName = tokens.algorithm().signatureName();
    key = tokens.publicKey();
    input = input(tokens.good().get(0));
    signature = signature(tokens.good().get(0));
    String tampered = tokens.bad().get(0);
    if (verify(input(tampered), signature(tampered))) {
      throw new IllegalStateException("accepts a tampered token");
    }
  }

  @Override
  public Object validate(String text) throws GeneralSecurityException {
    if (!verify(input, signature)) {
      throw new IllegalStateException("refuses a good signature");
    }
    return signature;
  }

  private boolean verify(byte[] signed, byte[] bytes) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(signatureName);
    verifier.initVerify(key);
    verifier.update(signed);
    return verifier.verify(bytes);
  }

  private static byte[] input(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }
}
