package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every place of an annotation, with every kind of token, behind the filter and alone. */
class MatrixTest extends RestTestBase {

  @Test
  void protectsEveryKindOfEndpointBehindTheFilter() throws Exception {
    RestApp app =
        closing(
            RestApp.start(
                new AppOf(MatrixResources.ALL, Set.of(), Map.of()),
                BearerTokenFilter.builder()
                    .validator(validator)
                    .route("/executions/*", Access.open())
                    .route("/*", Access.authenticated())));

    new Matrix(issuer).run("behind", app.client());
  }

  @Test
  void protectsEveryKindOfEndpointAlone() throws Exception {
    RestApp app = alone(MatrixResources.ALL.toArray());

    new Matrix(issuer).run("alone", app.client());
  }
}
