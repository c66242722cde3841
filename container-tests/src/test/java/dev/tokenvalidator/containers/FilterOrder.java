package dev.tokenvalidator.containers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An order in which our filter and another one are registered.
 *
 * @param oursFirst whether ours is registered before the other
 * @param oursAfter whether ours is registered to match after the declared filters
 * @param otherAfter whether the other is registered to match after them
 */
record FilterOrder(boolean oursFirst, boolean oursAfter, boolean otherAfter) {

  static Stream<FilterOrder> all() {
    return Stream.of(true, false)
        .flatMap(
            first ->
                Stream.of(true, false)
                    .flatMap(
                        ours ->
                            Stream.of(true, false)
                                .map(other -> new FilterOrder(first, ours, other))));
  }

  /** Whether both are registered as {@code install} and Spring Boot register filters. */
  boolean isDefault() {
    return !oursAfter && !otherAfter;
  }

  void register(
      ServletContext context,
      Filter ours,
      Function<ServletContext, FilterRegistration.Dynamic> other) {
    Runnable registerOurs = () -> map(context.addFilter("tokens", ours), oursAfter);
    Runnable registerOther = () -> map(other.apply(context), otherAfter);
    (oursFirst ? List.of(registerOurs, registerOther) : List.of(registerOther, registerOurs))
        .forEach(Runnable::run);
  }

  private static void map(FilterRegistration.Dynamic registration, boolean matchAfter) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), matchAfter, "/*");
  }
}
