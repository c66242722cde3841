package dev.tokenvalidator.benchmarks.speed;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The faster JCA providers. They are given by hand, and not put into the JVM's list. */
final class Providers {

  private Providers() {}

  static Provider bouncyCastle() {
    return new BouncyCastleProvider();
  }

  static Provider corretto() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    provider.assertHealthy();
    return provider;
  }
}
