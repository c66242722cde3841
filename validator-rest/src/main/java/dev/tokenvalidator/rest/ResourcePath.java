package dev.tokenvalidator.rest;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code @Path} and the annotations of HTTP methods say about a resource. */
final class ResourcePath {

  /** The name of a template parameter; a regular expression may follow. */
  private static final Pattern PARAMETER = Pattern.compile("\\{\\s*([\\w.-]+)\\s*[:}]");

  private ResourcePath() {}

  /**
   * The path template of a resource method.
   *
   * @return empty if the class has no {@code @Path}: it is a sub-resource, or made in code
   */
  static Optional<String> template(Class<?> type, Method method) {
    return supertypes(type)
        .map(declaring -> declaring.getDeclaredAnnotation(Path.class))
        .filter(path -> path != null)
        .findFirst()
        .map(
            root ->
                Stream.of(Optional.of(root), pathOf(type, method))
                    .flatMap(Optional::stream)
                    .map(path -> path.value().replaceAll("^/|/$", ""))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("/", "/", "")));
  }

  /** Whether a class has a path of its own, or from a supertype. */
  static boolean isRoot(Class<?> type) {
    return supertypes(type).anyMatch(declaring -> declaring.isAnnotationPresent(Path.class));
  }

  private static Optional<Path> pathOf(Class<?> type, Method method) {
    return declarations(type, method)
        .map(declared -> declared.getDeclaredAnnotation(Path.class))
        .filter(path -> path != null)
        .findFirst();
  }

  /** The HTTP methods of a resource method, such as {@code GET}; empty for a locator. */
  static Set<String> httpMethods(Class<?> type, Method method) {
    return declarations(type, method)
        .flatMap(declared -> Arrays.stream(declared.getDeclaredAnnotations()))
        .map(ResourcePath::httpMethod)
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Optional<String> httpMethod(Annotation annotation) {
    return Optional.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class))
        .map(HttpMethod::value);
  }

  /** Whether a method leads to a sub-resource instead of handling requests itself. */
  static boolean isLocator(Method method) {
    Class<?> type = method.getDeclaringClass();
    return pathOf(type, method).isPresent() && httpMethods(type, method).isEmpty();
  }

  /**
   * Checks that the path has the parameter that names the organization.
   *
   * @throws InvalidSettingException naming the annotation and the path
   */
  static void checkHasParameter(Class<?> type, Method method, AnnotatedAccess access) {
    String name = access.access().organizationPart().orElse(null);
    String template = template(type, method).orElse(null);
    // The path of a sub-resource is known with the request: without the parameter it is refused.
    if (name != null && template != null && !parameters(template).contains(name)) {
      throw new InvalidSettingException(
          "@Organization",
          "on "
              + type.getName()
              + "."
              + method.getName()
              + ": the path "
              + template
              + " has no parameter {"
              + name
              + "} ("
              + access
              + "); name one that it has");
    }
  }

  private static Set<String> parameters(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PARAMETER.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /**
   * The value of a path parameter.
   *
   * @return empty if the path does not have it, or has several of the name that differ
   */
  static Optional<String> parameter(String name, ContainerRequestContext request) {
    List<String> values = request.getUriInfo().getPathParameters().get(name);
    return values == null || values.stream().distinct().count() != 1
        ? Optional.empty()
        : Optional.of(values.get(0));
  }

  /**
   * The methods whose annotations count for one: itself, if it has any of Jakarta REST; else those
   * that it overrides or implements (Jakarta REST 3.1 section 3.6).
   */
  private static Stream<Method> declarations(Class<?> type, Method method) {
    if (hasAnnotation(method)) {
      return Stream.of(method);
    }
    return supertypes(type)
        .filter(declaring -> declaring != method.getDeclaringClass())
        .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
        .filter(other -> mayBeOverridden(other, method));
  }

  private static boolean hasAnnotation(Method method) {
    return method.isAnnotationPresent(Path.class)
        || Arrays.stream(method.getDeclaredAnnotations())
            .anyMatch(annotation -> httpMethod(annotation).isPresent());
  }

  /** A type parameter of the other is erased to a supertype of what the method has there. */
  private static boolean mayBeOverridden(Method other, Method method) {
    Class<?>[] theirs = other.getParameterTypes();
    Class<?>[] own = method.getParameterTypes();
    return other.getName().equals(method.getName())
        && theirs.length == own.length
        && IntStream.range(0, own.length).allMatch(i -> theirs[i].isAssignableFrom(own[i]));
  }

  /** A class, its superclasses and all their interfaces. */
  private static Stream<Class<?>> supertypes(Class<?> type) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> next = type; next != null; next = next.getSuperclass()) {
      all.add(next);
    }
    for (Class<?> declaring : List.copyOf(all)) {
      addInterfaces(declaring, all);
    }
    return all.stream().distinct();
  }

  private static void addInterfaces(Class<?> type, List<Class<?>> to) {
    for (Class<?> implemented : type.getInterfaces()) {
      to.add(implemented);
      addInterfaces(implemented, to);
    }
  }

  /** A supertype, or a method of one that the method may override, that has an annotation. */
  static Optional<AnnotatedElement> inheritedFrom(
      Class<?> type, Method method, Set<String> annotations) {
    Stream<Method> methods =
        supertypes(type)
            .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
            .filter(other -> !other.equals(method) && mayBeOverridden(other, method));
    return Stream.<AnnotatedElement>concat(methods, supertypes(type).filter(other -> other != type))
        .filter(element -> nameOf(element, annotations) != null)
        .findFirst();
  }

  /** The simple name of an annotation on an element; null if it is none of these. */
  static @Nullable String nameOf(AnnotatedElement element, Set<String> annotations) {
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      if (annotations.contains(annotation.annotationType().getName())) {
        return "@" + annotation.annotationType().getSimpleName();
      }
    }
    return null;
  }
}
