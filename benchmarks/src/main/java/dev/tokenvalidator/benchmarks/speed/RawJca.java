package dev.tokenvalidator.benchmarks.speed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The floor: nothing but the signature, by a fresh {@code Signature}. The key object was made once,
 * and the bytes were taken out of the token before.
 */
final class RawJca implements Operation {

  private final String signatureName;
  private final @Nullable Provider provider;
  private final PublicKey key;
  private final byte[][] inputs;
  private final byte[][] signatures;

  /**
   * Makes sure that it tells good from tampered.
   *
   * @param provider null for the platform's choice
   */
  RawJca(IssuedTokens tokens, @Nullable Provider provider) {
    this.signatureName = tokens.algorithm().signatureName();
    this.provider = provider;
    this.key = tokens.publicKey();
    inputs = tokens.good().stream().map(RawJca::input).toArray(byte[][]::new);
    signatures = tokens.good().stream().map(RawJca::signature).toArray(byte[][]::new);
    String tampered = tokens.bad().get(0);
    if (!verify(inputs[0], signatures[0]) || verify(input(tampered), signature(tampered))) {
      throw new IllegalStateException("does not tell good from tampered");
    }
  }

  @Override
  public Object run(int index) {
    if (!verify(inputs[index], signatures[index])) {
      throw new IllegalStateException("refuses a good signature");
    }
    return signatures[index];
  }

  private boolean verify(byte[] input, byte[] bytes) {
    try {
      Signature signature =
          provider == null
              ? Signature.getInstance(signatureName)
              : Signature.getInstance(signatureName, provider);
      signature.initVerify(key);
      signature.update(input);
      return signature.verify(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] input(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }
}
