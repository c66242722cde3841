package dev.tokenvalidator;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The platform's signature algorithms. Each step can be made to fail and to recover. */
final class FaultyProvider extends Provider {

  private static final long serialVersionUID = 1L;

  /** The steps that may fail. */
  enum Step {
    GET_SERVICE,
    GET_KEY_FACTORY,
    TRANSLATE_KEY,
    GET_SIGNATURE,
    SET_PARAMETER,
    INIT_VERIFY,
    UPDATE,
    VERIFY
  }

  private final transient Map<Step, Supplier<Throwable>> faults = new ConcurrentHashMap<>();
  private final transient AtomicInteger verifications = new AtomicInteger();

  /** Thrown for a bad signature; null to return false. */
  private transient volatile @Nullable Supplier<Throwable> refusal;

  /** The only key that a fault at TRANSLATE_KEY affects; null if it affects every key. */
  private transient volatile @Nullable Key refusedKey;

  private FaultyProvider(Set<SignatureAlgorithm> algorithms, boolean makesKeys) {
    super("Faulty", "1", "the platform's signatures, until they fail");
    algorithms.forEach(algorithm -> putSignature(nameOf(algorithm)));
    if (makesKeys) {
      List.of("EC", "RSA", "Ed25519").forEach(this::putKeyFactory);
    }
  }

  private static String nameOf(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ES384 -> "SHA384withECDSAinP1363Format";
      case ES512 -> "SHA512withECDSAinP1363Format";
      case RS256 -> "SHA256withRSA";
      case RS384 -> "SHA384withRSA";
      case RS512 -> "SHA512withRSA";
      case PS256, PS384, PS512 -> "RSASSA-PSS";
      case ED25519 -> "Ed25519";
    };
  }

  static FaultyProvider forAll() {
    return new FaultyProvider(EnumSet.allOf(SignatureAlgorithm.class), true);
  }

  static FaultyProvider forOnly(SignatureAlgorithm algorithm, SignatureAlgorithm... others) {
    return new FaultyProvider(EnumSet.of(algorithm, others), true);
  }

  static FaultyProvider withoutKeyFactory() {
    return new FaultyProvider(EnumSet.allOf(SignatureAlgorithm.class), false);
  }

  FaultyProvider fail(Step step, Supplier<Throwable> fault) {
    faults.put(step, fault);
    return this;
  }

  /** Fails at every step, like an unplugged device. */
  void failAtEveryStep(Supplier<Throwable> fault) {
    for (Step step : Step.values()) {
      fail(step, fault);
    }
  }

  void recover() {
    faults.clear();
  }

  void throwForBadSignature(Supplier<Throwable> thrown) {
    refusal = thrown;
  }

  void refuseKey(Key key, Supplier<Throwable> fault) {
    refusedKey = key;
    fail(Step.TRANSLATE_KEY, fault);
  }

  /** The number of verified signatures, including those of the provider's self-test. */
  int verifications() {
    return verifications.get();
  }

  private void step(Step step) {
    Supplier<Throwable> fault = faults.get(step);
    if (fault != null) {
      throw Thrown.raise(fault.get());
    }
  }

  @Override
  public synchronized @Nullable Service getService(String type, String algorithm) {
    step(Step.GET_SERVICE);
    return super.getService(type, algorithm);
  }

  private void putSignature(String name) {
    putService(
        new Service(this, "Signature", name, Spi.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            step(Step.GET_SIGNATURE);
            return new Spi(name);
          }
        });
  }

  private void putKeyFactory(String name) {
    putService(
        new Service(this, "KeyFactory", name, Keys.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            step(Step.GET_KEY_FACTORY);
            return new Keys(name);
          }
        });
  }

  private final class Spi extends SignatureSpi {

    private final Signature platform;

    Spi(String name) throws NoSuchAlgorithmException {
      platform = Signature.getInstance(name);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters)
        throws InvalidAlgorithmParameterException {
      step(Step.SET_PARAMETER);
      platform.setParameter(parameters);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      step(Step.INIT_VERIFY);
      platform.initVerify(key);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      step(Step.UPDATE);
      platform.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      step(Step.UPDATE);
      platform.update(bytes, offset, length);
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      step(Step.VERIFY);
      verifications.incrementAndGet();
      Supplier<Throwable> thrown = refusal;
      boolean verifies = platform.verify(signature);
      if (!verifies && thrown != null) {
        throw Thrown.raise(thrown.get());
      }
      return verifies;
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

  private final class Keys extends KeyFactorySpi {

    private final KeyFactory platform;

    Keys(String name) throws NoSuchAlgorithmException {
      platform = KeyFactory.getInstance(name);
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      PublicKey key = platform.generatePublic(spec);
      if (refusedKey == null || key.equals(refusedKey)) {
        step(Step.TRANSLATE_KEY);
      }
      return key;
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected Key engineTranslateKey(Key key) {
      throw new UnsupportedOperationException();
    }
  }
}
