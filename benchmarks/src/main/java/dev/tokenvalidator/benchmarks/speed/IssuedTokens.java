package dev.tokenvalidator.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an issuer has signed with one algorithm, as every measuring process reads it from the same
 * files.
 *
 * @param directory that they are in
 * @param algorithm of all of them
 * @param jwkSet the issuer's two public keys
 * @param encodedKey the one of them that has signed, as a SubjectPublicKeyInfo in Base64
 * @param good valid tokens, each another one
 * @param bad tokens that are not valid, the tampered one first
 */
record IssuedTokens(
    Path directory,
    Algorithm algorithm,
    String jwkSet,
    String encodedKey,
    List<String> good,
    List<String> bad) {

  static final String ISSUER = "https://shopping-tenant-production.logto.example/oidc";
  static final String AUDIENCE = "https://api.shopping.example/v1/regions/europe/products";
  static final String SCOPE = "read:products";
  static final String TYPE = "at+jwt";

  /** The first so many of the valid tokens, and all others. */
  static IssuedTokens read(Path directory, Algorithm algorithm, int count) {
    try (Stream<String> good = Files.lines(file(directory, algorithm, "good"))) {
      List<String> first = good.limit(count).toList();
      if (first.size() < count) {
        throw new IllegalStateException("only " + first.size() + " tokens of " + algorithm);
      }
      return new IssuedTokens(
          directory,
          algorithm,
          Files.readString(file(directory, algorithm, "jwks")),
          Files.readString(file(directory, algorithm, "key")),
          first,
          Files.readAllLines(file(directory, algorithm, "bad")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path directory, Algorithm algorithm, String what) {
    return directory.resolve(algorithm.fileName() + "." + what);
  }

  Path jwkSetFile() {
    return file(directory, algorithm, "jwks");
  }

  PublicKey publicKey() {
    try {
      return KeyFactory.getInstance(algorithm.keyType())
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encodedKey)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
