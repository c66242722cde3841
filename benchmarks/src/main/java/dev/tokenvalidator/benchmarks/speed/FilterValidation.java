package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;

/** A request through a filter, or through none, to the end of the chain. */
final class FilterValidation implements Validation {

  /** Never read: the chain shows whether the request passed. */
  private static final HttpServletResponse RESPONSE =
      StubContext.stub(HttpServletResponse.class, Map.of("isCommitted", false));

  private final Filter filter;

  private FilterValidation(Filter filter) {
    this.filter = filter;
  }

  static Validation none() {
    return new FilterValidation((request, response, chain) -> chain.doFilter(request, response));
  }

  static Validation ours(AccessTokenValidator validator) throws ServletException {
    Filter filter =
        BearerTokenFilter.builder()
            .validator(validator)
            .route("GET", StubContext.PATH, allOf(IssuedTokens.SCOPE))
            .build();
    filter.init(StubContext.filterConfig());
    return new FilterValidation(filter);
  }

  /** Spring's, with a decoder that always has the same answer ready. */
  static Validation spring(IssuedTokens tokens) throws Exception {
    Jwt ready = (Jwt) new SpringValidation(tokens).validate(tokens.good().get(0));
    return new FilterValidation(
        new BearerTokenAuthenticationFilter(
            new ProviderManager(new JwtAuthenticationProvider(token -> ready))));
  }

  @Override
  public Object validate(String header) throws ServletException, IOException {
    EndOfChain end = new EndOfChain();
    filter.doFilter(new StubRequest(header), RESPONSE, end);
    if (!end.reached) {
      throw new IllegalArgumentException("refused");
    }
    return end;
  }

  private static final class EndOfChain implements FilterChain {

    private boolean reached;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) {
      reached = true;
    }
  }
}
