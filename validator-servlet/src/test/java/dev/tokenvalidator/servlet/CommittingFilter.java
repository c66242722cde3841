package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Answers 204 and then continues with the chain. */
final class CommittingFilter implements Filter {

  private final Semaphore passes = new Semaphore(0);

  void register(ServletContext context) {
    context
        .addFilter("committing", this)
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  /** Waits for the rest of the chain, which ends after the client has its response. */
  void awaitPasses(int count) throws InterruptedException {
    assertThat(passes.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ((HttpServletResponse) response).setStatus(204);
    response.flushBuffer();
    chain.doFilter(request, response);
    passes.release();
  }
}
