package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tokens of one algorithm. They are minted once into a file, so that every process measures with
 * the same.
 *
 * @param algorithm of all of them
 * @param jwkSet the issuer's two public keys
 * @param encodedKey the key that signed, as a SubjectPublicKeyInfo in Base64
 * @param bad tokens that are not valid, the tampered one first
 * @param good valid tokens, all different
 */
record IssuedTokens(
    Algorithm algorithm, String jwkSet, String encodedKey, List<String> bad, List<String> good) {

  static final String ISSUER = "https://shopping-tenant-production.logto.example/oidc";
  static final String AUDIENCE = "https://api.shopping.example/v1/regions/europe/products";
  static final String SCOPE = "read:products";
  static final String TYPE = "at+jwt";

  /** How many valid ones are minted. */
  static final int COUNT = 100;

  private static final int BAD = 6;
  private static final String CLIENT = "m2m-shopping-warehouse";

  /** Longer than the longest run. */
  private static final Duration LIFETIME = Duration.ofDays(1);

  static void mint(Path directory, Algorithm algorithm) throws IOException {
    try (TestIssuer issuer = TestIssuer.builder().algorithm(algorithm.jwsName()).start()) {
      SigningKey other = key(algorithm, "other");
      SigningKey signer = key(algorithm, "signing");
      issuer.keys().publishOnly(List.of(other.jwk(), signer.jwk()));
      issuer.keys().signWith(signer);
      List<String> lines = new ArrayList<>();
      lines.add(issuer.keys().jwkSet());
      lines.add(Base64.getEncoder().encodeToString(signer.publicKey().getEncoded()));
      lines.add(token(issuer).tampered("scope", "read:products write:everything").mint());
      lines.add(token(issuer).audience("https://api.other.example/").mint());
      lines.add(token(issuer).issuer("https://other.example/oidc").mint());
      lines.add(token(issuer).expired().mint());
      lines.add(token(issuer).type("JWT").mint());
      lines.add(token(issuer).scope("read:products:all", "write:products").mint());
      Stream.generate(() -> token(issuer)).limit(COUNT).map(TokenBuilder::mint).forEach(lines::add);
      Files.write(file(directory, algorithm), lines);
    }
  }

  private static SigningKey key(Algorithm algorithm, String name) {
    return SigningKey.generate(algorithm.jwsName())
        .withKeyId("the-" + name + "-key-" + UUID.randomUUID());
  }

  private static TokenBuilder token(TestIssuer issuer) {
    return issuer
        .token()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .claim("jti", UUID.randomUUID().toString())
        .subject(CLIENT)
        .clientId(CLIENT)
        .scope(SCOPE, "write:products", "read:orders", "read:stock", "read:customers")
        .expiresAt(issuer.clock().instant().plus(LIFETIME));
  }

  /** Reads a number of the valid tokens, with as few classes as possible: starts are measured. */
  static IssuedTokens read(Path directory, Algorithm algorithm, int count) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file(directory, algorithm))) {
      return new IssuedTokens(
          algorithm, next(lines), next(lines), next(lines, BAD), next(lines, count));
    }
  }

  private static List<String> next(BufferedReader lines, int count) throws IOException {
    List<String> next = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      next.add(next(lines));
    }
    return next;
  }

  private static String next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("too few tokens were minted");
    }
    return line;
  }

  private static Path file(Path directory, Algorithm algorithm) {
    return directory.resolve(algorithm + ".tokens");
  }

  PublicKey publicKey() throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm.keyType())
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encodedKey)));
  }
}
