package dev.tokenvalidator;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of an endpoint ask for together.
 *
 * <p><b>Annotations add up.</b> A request must meet every {@link RequiresScope}, {@link
 * Authenticated}, {@link MachineOnly}, {@link Organization} and {@link AnyOrganization} that is
 * found on the method, on the methods it overrides or implements, on the endpoint's class, and on
 * its superclasses and interfaces, those with type parameters included. In other frameworks the
 * annotation of a method replaces that of its class; here nothing takes a demand away. {@link Open}
 * beside any of them stops the start, and so do two annotations that name the organization.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @param access what a request needs
 * @param sources where that comes from, such as {@code @RequiresScope on com.example.Shop.get};
 *     supertypes first, classes before methods
 */
public record AnnotatedAccess(Access access, List<String> sources) {

  /** Copies the list. */
  public AnnotatedAccess {
    sources = List.copyOf(sources);
  }

  /**
   * What a class asks for, for every method that it answers.
   *
   * @param endpoint the class whose instance handles requests. A proxy that extends the class will
   *     do; an interface, or a {@link Proxy} of one, does not show the annotations of the class
   * @return empty if the class and its supertypes have no annotation
   * @throws InvalidSettingException naming the annotation, if it is malformed, contradicts another,
   *     or would have no effect: it stands on another annotation, belongs to another copy of this
   *     library, or is not visible to the class loader of its class; also if an annotated class
   *     cannot be read, because a class that it mentions is missing
   * @throws IllegalArgumentException if the endpoint is an interface or a {@link Proxy}
   */
  public static Optional<AnnotatedAccess> of(Class<?> endpoint) {
    return sumOf(new Demands(endpoint.getName()), endpoint, null);
  }

  /**
   * What a method of an endpoint asks for, that of its class included.
   *
   * @param endpoint the class whose instance handles requests, as in {@link #of(Class)}
   * @param method the method that handles the request, declared by the class or by a supertype
   * @return empty if none of them has an annotation
   * @throws InvalidSettingException naming the annotation, as in {@link #of(Class)}
   * @throws IllegalArgumentException if the endpoint is an interface or a {@link Proxy}, or does
   *     not have the method
   */
  public static Optional<AnnotatedAccess> of(Class<?> endpoint, Method method) {
    if (!method.getDeclaringClass().isAssignableFrom(endpoint)) {
      throw new IllegalArgumentException(
          endpoint.getName() + " does not have the method " + AccessAnnotations.name(method));
    }
    return sumOf(new Demands(endpoint.getName() + "." + method.getName()), endpoint, method);
  }

  private static Optional<AnnotatedAccess> sumOf(
      Demands demands, Class<?> endpoint, @Nullable Method method) {
    if (endpoint.isInterface() || Proxy.isProxyClass(endpoint)) {
      throw new IllegalArgumentException(
          endpoint.getName() + " does not show the annotations of the class behind it; give that");
    }
    // First, because a class without annotations may well mention others that are missing.
    if (!isWrittenOn(endpoint)) {
      return Optional.empty();
    }
    try {
      Supertypes.of(endpoint).forEach(demands::add);
      if (method != null) {
        new OverriddenMethods(endpoint).of(method).forEach(demands::add);
      }
    } catch (LinkageError | TypeNotPresentException e) {
      throw new InvalidSettingException(
          "annotations of " + endpoint.getName(),
          "they cannot be read, because a class is missing: " + e.getMessage());
    }
    return demands.sum().map(access -> new AnnotatedAccess(access, demands.sources()));
  }

  /**
   * Joins what two methods ask for, so that a request must meet both: that of {@code GET} and that
   * of {@code HEAD}, for example. Beside an open one the result is the other one.
   *
   * @param other what must be met as well
   * @throws InvalidSettingException if both name the organization by different path parameters
   */
  public AnnotatedAccess and(AnnotatedAccess other) {
    String part = access.organizationPart().orElse(null);
    String otherPart = other.access.organizationPart().orElse(part);
    if (part != null && !part.equals(otherPart)) {
      throw new InvalidSettingException(
          "@Organization",
          "names the path parameters "
              + part
              + " and "
              + otherPart
              + " ("
              + this
              + "; "
              + other
              + "); an endpoint can name its organization once");
    }
    return new AnnotatedAccess(
        access.and(other.access),
        Stream.concat(sources.stream(), other.sources.stream()).distinct().toList());
  }

  /**
   * Whether a class, a supertype or one of their methods has such an annotation, even one that
   * {@link #of(Class)} refuses. Initializes no class. A missing class is no error.
   */
  public static boolean isWrittenOn(Class<?> type) {
    return Supertypes.of(type).stream().anyMatch(AccessAnnotations::areWrittenIn);
  }

  /**
   * Stops the start if a method is annotated that the host never calls for a request.
   *
   * @param endpoint the class whose instance handles requests, as in {@link #of(Class)}
   * @param problem for a method that the class or a supertype declares: why its annotation has no
   *     effect, and what to do instead; null if it has one
   * @throws InvalidSettingException naming the annotation and the problem, or as in {@link
   *     #of(Class)}
   */
  public static void checkMethods(Class<?> endpoint, Function<Method, @Nullable String> problem) {
    Supertypes.of(endpoint).forEach(type -> AccessAnnotations.checkMethods(type, problem));
  }

  /** One line: what is needed, and where that comes from. */
  @Override
  public String toString() {
    return access + " by " + String.join(", ", sources);
  }
}
