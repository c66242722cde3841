package dev.tokenvalidator.benchmarks.speed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * The floor: a fresh {@code Signature} of the platform and nothing else. The key was made and the
 * tokens were taken apart before.
 */
final class RawJca implements Operation {

  private final String signatureName;
  private final PublicKey key;
  private final byte[][] inputs;
  private final byte[][] signatures;

  /** Fails if a tampered token passes. */
  RawJca(IssuedTokens tokens) throws GeneralSecurityException {
    signatureName = tokens.algorithm().signatureName();
    key = tokens.publicKey();
    inputs = tokens.good().stream().map(RawJca::input).toArray(byte[][]::new);
    signatures = tokens.good().stream().map(RawJca::signature).toArray(byte[][]::new);
    String tampered = tokens.bad().get(0);
    if (verify(input(tampered), signature(tampered))) {
      throw new IllegalStateException("accepts a tampered token");
    }
  }

  @Override
  public Object run(int index) throws GeneralSecurityException {
    if (!verify(inputs[index], signatures[index])) {
      throw new IllegalStateException("refuses a good signature");
    }
    return signatures[index];
  }

  private boolean verify(byte[] input, byte[] bytes) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signatureName);
    signature.initVerify(key);
    signature.update(input);
    return signature.verify(bytes);
  }

  private static byte[] input(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }
}
