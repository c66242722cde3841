package dev.tokenvalidator.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An earlier filter whose requests and responses throw from one of their methods. */
final class FaultyRequestFilter implements Filter {

  private final DispatcherType dispatch;
  private final String method;
  private final Supplier<Throwable> fault;
  private boolean commits;

  /**
   * @param dispatch the dispatcher type whose requests throw
   * @param method the method of the request or response that throws
   * @param fault what it throws, checked or not
   */
  FaultyRequestFilter(DispatcherType dispatch, String method, Supplier<Throwable> fault) {
    this.dispatch = dispatch;
    this.method = method;
    this.fault = fault;
  }

  /** Makes the filter answer 204 before it continues. */
  FaultyRequestFilter thatCommits() {
    commits = true;
    return this;
  }

  void register(ServletContext context) {
    var registration = context.addFilter("faulty", this);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() != dispatch) {
      chain.doFilter(request, response);
      return;
    }
    if (commits) {
      ((HttpServletResponse) response).setStatus(204);
      response.flushBuffer();
    }
    chain.doFilter(
        new FaultyRequest((HttpServletRequest) request),
        new FaultyResponse((HttpServletResponse) response));
  }

  private <T> T unlessFaulty(String called, T value) {
    if (called.equals(method)) {
      FaultyRequestFilter.<RuntimeException>raise(fault.get());
    }
    return value;
  }

  /** Throws anything, checked or not. */
  @SuppressWarnings({"unchecked", "DoNotCallSuggester"})
  static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private final class FaultyRequest extends HttpServletRequestWrapper {

    FaultyRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public DispatcherType getDispatcherType() {
      return unlessFaulty("getDispatcherType", super.getDispatcherType());
    }

    @Override
    public String getMethod() {
      return unlessFaulty("getMethod", super.getMethod());
    }

    @Override
    public String getRequestURI() {
      return unlessFaulty("getRequestURI", super.getRequestURI());
    }

    @Override
    public String getContextPath() {
      return unlessFaulty("getContextPath", super.getContextPath());
    }

    @Override
    public String getServletPath() {
      return unlessFaulty("getServletPath", super.getServletPath());
    }

    @Override
    public @Nullable String getPathInfo() {
      return unlessFaulty("getPathInfo", super.getPathInfo());
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      HttpServletMapping mapping = super.getHttpServletMapping();
      return method.equals("getServletName")
          ? new FaultyMapping(mapping)
          : unlessFaulty("getHttpServletMapping", mapping);
    }

    @Override
    public @Nullable String getQueryString() {
      return unlessFaulty("getQueryString", super.getQueryString());
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return unlessFaulty("getHeaders", super.getHeaders(name));
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return unlessFaulty("getAttribute", super.getAttribute(name));
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
      super.setAttribute(unlessFaulty("setAttribute", name), value);
    }

    @Override
    public void removeAttribute(String name) {
      super.removeAttribute(unlessFaulty("removeAttribute", name));
    }
  }

  private final class FaultyMapping implements HttpServletMapping {

    private final HttpServletMapping mapping;

    FaultyMapping(HttpServletMapping mapping) {
      this.mapping = mapping;
    }

    @Override
    public String getMatchValue() {
      return mapping.getMatchValue();
    }

    @Override
    public String getPattern() {
      return mapping.getPattern();
    }

    @Override
    public String getServletName() {
      return unlessFaulty("getServletName", mapping.getServletName());
    }

    @Override
    public jakarta.servlet.http.MappingMatch getMappingMatch() {
      return mapping.getMappingMatch();
    }
  }

  private final class FaultyResponse extends HttpServletResponseWrapper {

    FaultyResponse(HttpServletResponse response) {
      super(response);
    }

    @Override
    public boolean isCommitted() {
      return unlessFaulty("isCommitted", super.isCommitted());
    }

    @Override
    public void resetBuffer() {
      unlessFaulty("resetBuffer", "");
      super.resetBuffer();
    }

    @Override
    public void setHeader(String name, String value) {
      super.setHeader(unlessFaulty("setHeader", name), value);
    }

    @Override
    public PrintWriter getWriter() throws IOException {
      return unlessFaulty("getWriter", super.getWriter());
    }

    @Override
    public jakarta.servlet.ServletOutputStream getOutputStream() throws IOException {
      return unlessFaulty("getOutputStream", super.getOutputStream());
    }
  }
}
