package dev.tokenvalidator;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The platform's ES384, which counts every verification and can block it, to see which tokens cost
 * a signature check.
 */
final class WatchedProvider extends Provider {

  private static final long serialVersionUID = 1L;

  /** The only algorithm of the validator, so that this provider verifies every token. */
  static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ES384;

  private static final String SIGNATURE = "SHA384withECDSAinP1363Format";

  private final transient AtomicInteger verifications = new AtomicInteger();
  private final transient AtomicInteger waiting = new AtomicInteger();
  private final transient List<String> verified = new CopyOnWriteArrayList<>();
  private transient volatile @Nullable CountDownLatch gate;

  WatchedProvider() {
    super("Watched", "1", "the platform's ES384, watched");
    putService(
        new Service(this, "Signature", SIGNATURE, Watched.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new Watched();
          }
        });
  }

  /** The number of verified signatures, including those of the provider's self-test. */
  int verifications() {
    return verifications.get();
  }

  /** The encoded signatures seen so far, in order. */
  List<String> verified() {
    return List.copyOf(verified);
  }

  /** The number of blocked verifications. */
  int waiting() {
    return waiting.get();
  }

  /** Blocks every verification until {@link #unblock}. */
  void block() {
    gate = new CountDownLatch(1);
  }

  void unblock() {
    CountDownLatch shut = gate;
    gate = null;
    if (shut != null) {
      shut.countDown();
    }
  }

  private final class Watched extends SignatureSpi {

    private final Signature platform;

    Watched() throws NoSuchAlgorithmException {
      platform = Signature.getInstance(SIGNATURE);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      platform.initVerify(key);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      platform.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      platform.update(bytes, offset, length);
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      verifications.incrementAndGet();
      verified.add(Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
      CountDownLatch shut = gate;
      if (shut != null) {
        waiting.incrementAndGet();
        try {
          shut.await();
        } catch (InterruptedException e) {
          throw new SignatureException(e);
        } finally {
          waiting.decrementAndGet();
        }
      }
      return platform.verify(signature);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
