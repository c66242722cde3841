package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.TokenValidationException;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;

/** This library with its defaults. Its clock is advanced to expire the keys. */
final class OurCandidate implements Candidate {

  private static final Duration BEYOND_LIFE = Duration.ofMinutes(11);

  private final TestClock clock = TestClock.running();
  private final AccessTokenValidator validator;

  OurCandidate(TestIssuer issuer) {
    validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clock(clock, clock)
            .build();
  }

  @Override
  public String decide(String token) {
    try {
      validator.validate(token);
      return ACCEPTED;
    } catch (TokenValidationException e) {
      return e.getClass().getSimpleName();
    }
  }

  @Override
  public void endKeyLife() {
    clock.advance(BEYOND_LIFE);
  }

  @Override
  public void close() {
    validator.close();
  }
}
