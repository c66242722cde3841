package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessToken;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives the access token of the request to a parameter of a resource method on Jersey. Loaded only
 * there.
 *
 * <p>Jersey asks such a provider for parameters of methods only. A binding would also fill fields,
 * and that of a singleton would keep the token of the first caller for all others.
 */
final class JerseyToken implements ValueParamProvider {

  private JerseyToken() {}

  /**
   * Has Jersey ask this provider.
   *
   * @return false if this version of Jersey takes no such providers
   * @throws LinkageError if it has no such type
   */
  static boolean offer(FeatureContext context) {
    context.register(new JerseyToken());
    return context
        .getConfiguration()
        .getContracts(JerseyToken.class)
        .containsKey(ValueParamProvider.class);
  }

  @Override
  public @Nullable Function<ContainerRequest, AccessToken> getValueProvider(Parameter parameter) {
    return AccessToken.class.equals(parameter.getRawType())
            && parameter.isAnnotationPresent(Context.class)
        ? JerseyToken::of
        : null;
  }

  private static AccessToken of(ContainerRequest request) {
    Caller caller = Caller.of(request);
    if (caller == null || !caller.isAdmitted()) {
      throw new IllegalStateException(
          "the request has not been let in yet: a locator runs before the check, so it gets no"
              + " AccessToken; let the methods of the sub-resource take it");
    }
    AccessToken token = caller.admittedToken();
    if (token == null) {
      throw new IllegalStateException("the request was let in without a token");
    }
    return token;
  }

  /** Before Jersey's own provider, which gives null for a type that nothing has bound. */
  @Override
  public PriorityType getPriority() {
    return Priority.HIGH;
  }
}
