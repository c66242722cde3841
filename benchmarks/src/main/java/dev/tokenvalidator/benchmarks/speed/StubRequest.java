package dev.tokenvalidator.benchmarks.speed;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /products} with one header, the least that a filter can be given. What a filter asks
 * of every request is answered without a proxy, which would be slow.
 */
final class StubRequest extends HttpServletRequestWrapper {

  private static final HttpServletRequest NOTHING_ELSE =
      StubContext.stub(HttpServletRequest.class, Map.of());

  private final String authorization;
  private final Map<String, Object> attributes = new HashMap<>();

  StubRequest(String authorization) {
    super(NOTHING_ELSE);
    this.authorization = authorization;
  }

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public String getRequestURI() {
    return StubContext.PATH;
  }

  @Override
  public String getContextPath() {
    return "";
  }

  @Override
  public String getServletPath() {
    return StubContext.PATH;
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return Mapping.THE_ONE;
  }

  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase("Authorization") ? authorization : null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(
        name.equalsIgnoreCase("Authorization") ? List.of(authorization) : List.of());
  }

  @Override
  public String getRemoteAddr() {
    return "192.0.2.1";
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return null;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    attributes.put(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  private enum Mapping implements HttpServletMapping {
    THE_ONE;

    @Override
    public String getMatchValue() {
      return "products";
    }

    @Override
    public String getPattern() {
      return StubContext.PATH;
    }

    @Override
    public String getServletName() {
      return StubContext.SERVLET;
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.EXACT;
    }
  }
}
