package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a handler the {@link AccessToken} of its caller. */
final class AccessTokenArgument implements HandlerMethodArgumentResolver {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.nestedIfOptional().getNestedParameterType() == AccessToken.class;
  }

  /**
   * The token; null for a parameter that may be null.
   *
   * @throws IllegalStateException if the request was let in without one, and the parameter is no
   *     {@code Optional}
   */
  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
    AccessTokenPrincipal caller = request == null ? null : CallerOfRequest.in(request);
    if (parameter.getParameterType() == Optional.class) {
      return Optional.ofNullable(caller).map(AccessTokenPrincipal::token);
    }
    if (caller == null && parameter.isOptional()) {
      return null;
    }
    if (caller == null) {
      throw new IllegalStateException(
          "the request was let in without a token, so "
              + parameter.getExecutable()
              + " has no AccessToken; let its route ask for one, or take Optional<AccessToken>");
    }
    return caller.token();
  }
}
