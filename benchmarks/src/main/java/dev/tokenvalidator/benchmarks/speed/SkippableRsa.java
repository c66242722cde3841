package dev.tokenvalidator.benchmarks.speed;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies RS256 with the platform's arithmetic until {@link #skip} is called. Then every signature
 * counts as good, and what remains is the library's own work.
 */
final class SkippableRsa extends Provider {

  private static final long serialVersionUID = 1L;

  private volatile boolean skips;

  SkippableRsa() {
    super("Skippable", "1", "the platform's RS256, or none");
    putService(
        new Service(
            this, "Signature", "SHA256withRSA", Verifier.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(Object parameter) {
            return new Verifier(skips);
          }
        });
  }

  /** Only good tokens may come from now on. */
  void skip() {
    skips = true;
  }

  private static final class Verifier extends SignatureSpi {

    private final boolean skips;
    private @Nullable Signature platform;

    Verifier(boolean skips) {
      this.skips = skips;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      if (!skips) {
        try {
          platform = Signature.getInstance("SHA256withRSA");
          platform.initVerify(key);
        } catch (GeneralSecurityException e) {
          throw new InvalidKeyException(e);
        }
      }
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      engineUpdate(new byte[] {b}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      if (platform != null) {
        platform.update(bytes, offset, length);
      }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      return platform == null || platform.verify(signature);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException("verifies only");
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException("verifies only");
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
}
