package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** An issuer, a validator for its tokens, and what the validator refuses. */
@Tag("container")
abstract class RestTestBase {

  final TestIssuer issuer = TestIssuer.start();
  final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
  final AccessTokenValidator validator = validator(settings());

  AccessTokenValidatorBuilder settings() {
    return AccessTokenValidator.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience("https://shopping.api")
        .listener(
            new ValidatorListener() {
              @Override
              public void refused(Refusal refusal) {
                refusals.add(refusal);
              }
            });
  }

  /** A validator that ends with the test. */
  AccessTokenValidator validator(AccessTokenValidatorBuilder settings) {
    return closing(settings.build());
  }

  /** An application without a servlet filter, which ends with the test. */
  RestApp alone(Object... components) throws Exception {
    return closing(
        RestApp.start(
            AppOf.of(components).with(BearerTokenFeature.builder().validator(validator).build())));
  }

  <T extends AutoCloseable> T closing(T resource) {
    opened.add(0, resource);
    return resource;
  }

  String token(String scopes) {
    return issuer.token().scope(scopes).mint();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    issuer.close();
  }
}
