package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An issuer on loopback, a validator of its tokens, and what watches the two. */
final class LoadSite implements AutoCloseable {

  private static final Duration TOKEN_LIFE = Duration.ofDays(3_650);

  final TestIssuer issuer;
  final MovableClock clock = new MovableClock();
  final WitnessClient client = new WitnessClient();
  final KeyIdsInForce keyIds = new KeyIdsInForce();
  final AccessTokenValidator validator;

  LoadSite(String algorithm, Duration fetchTimeout) {
    issuer = TestIssuer.builder().algorithm(algorithm).start();
    validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clock(clock, clock)
            .httpClient(client)
            .fetchTimeout(fetchTimeout)
            .listener(keyIds)
            .build();
  }

  /** Distinct tokens that outlive everything that is done to the clock. */
  List<String> tokens(SigningKey key, int number) {
    return Stream.generate(
            () ->
                issuer
                    .token()
                    .signedBy(key)
                    .expiresAt(issuer.clock().instant().plus(TOKEN_LIFE))
                    .mint())
        .limit(number)
        .toList();
  }

  /** Fetches the keys with a first token, and counts the issuer's requests from here. */
  void begin(String token) {
    validator.validate(token);
    issuer.forgetRequests();
  }

  long issuerRequests() {
    return Stream.of(issuer.discovery(), issuer.metadata(), issuer.jwks())
        .mapToLong(endpoint -> endpoint.requestCount())
        .sum();
  }

  /** Replaces the issuer's keys without grace. */
  void replaceKey(SigningKey next) {
    issuer.keys().publishOnly(List.of(next.jwk()));
    issuer.keys().signWith(next);
  }

  static SigningKey[] generate(String algorithm, int number) {
    SigningKey[] keys = new SigningKey[number];
    Arrays.setAll(keys, i -> SigningKey.generate(algorithm));
    return keys;
  }

  @Override
  public void close() {
    validator.close();
    issuer.close();
  }
}
