package dev.tokenvalidator.benchmarks.speed;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the signature out of a measurement without lying about it: the first time that a signature
 * is verified the platform does it, and after that its verdict is repeated.
 */
final class RememberingProvider extends Provider {

  private static final long serialVersionUID = 1L;

  private final transient Map<RememberingSignature.Question, Boolean> verdicts =
      new ConcurrentHashMap<>();

  RememberingProvider() {
    super("Remembering", "1", "remembers the platform's verdicts");
    putService(new RsaService());
  }

  private final class RsaService extends Service {

    RsaService() {
      super(
          RememberingProvider.this,
          "Signature",
          "SHA256withRSA",
          RememberingSignature.class.getName(),
          List.of(),
          Map.of());
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return new RememberingSignature(getAlgorithm(), verdicts);
    }
  }
}
