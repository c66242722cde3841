package dev.tokenvalidator.benchmarks.speed;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies each signature once. */
final class RememberingSignature extends SignatureSpi {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final String algorithm;
  private final Map<Question, Boolean> verdicts;
  private @Nullable PublicKey key;
  private ByteBuffer input = NOTHING;

  RememberingSignature(String algorithm, Map<Question, Boolean> verdicts) {
    this.algorithm = algorithm;
    this.verdicts = verdicts;
  }

  /** What is asked; all of it is compared, and a little of the signature hashed. */
  static final class Question {

    private final PublicKey key;
    private final ByteBuffer input;
    private final byte[] signature;

    Question(PublicKey key, ByteBuffer input, byte[] signature) {
      this.key = key;
      this.input = input;
      this.signature = signature;
    }

    Question copy() {
      byte[] bytes = new byte[input.remaining()];
      input.duplicate().get(bytes);
      return new Question(key, ByteBuffer.wrap(bytes), signature.clone());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question question
          && Arrays.equals(signature, question.signature)
          && input.equals(question.input)
          && (key == question.key || key.equals(question.key));
    }

    @Override
    public int hashCode() {
      int sum = 0;
      for (int i = 0; i < Math.min(16, signature.length); i++) {
        sum = 31 * sum + signature[i];
      }
      return sum;
    }
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) {
    key = publicKey;
    input = NOTHING;
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    throw new InvalidKeyException("verifies only");
  }

  @Override
  protected void engineUpdate(byte b) {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    engineUpdate(ByteBuffer.wrap(bytes, offset, length));
  }

  /** All at once, and read before it can change: a copy would count as work of the caller. */
  @Override
  protected void engineUpdate(ByteBuffer bytes) {
    if (input.hasRemaining()) {
      throw new UnsupportedOperationException("takes what was signed in one piece");
    }
    input = bytes.duplicate();
    bytes.position(bytes.limit());
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    if (key == null) {
      throw new SignatureException("no key");
    }
    Question question = new Question(key, input, signature);
    input = NOTHING;
    Boolean known = verdicts.get(question);
    if (known == null) {
      known = ask(question);
      verdicts.put(question.copy(), known);
    }
    return known;
  }

  private boolean ask(Question question) throws SignatureException {
    try {
      Signature platform = Signature.getInstance(algorithm);
      platform.initVerify(question.key);
      platform.update(question.input.duplicate());
      return platform.verify(question.signature);
    } catch (SignatureException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new SignatureException(e);
    }
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    throw new SignatureException("verifies only");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new UnsupportedOperationException(name);
  }
}
