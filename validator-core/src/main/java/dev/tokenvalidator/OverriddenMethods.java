package dev.tokenvalidator;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the methods that a method of a class overrides, implements, or is overridden by (Java
 * Language Specification section 8.4.8). Parameters whose types are type parameters of a supertype
 * are compared as the class fills them in.
 */
final class OverriddenMethods {

  /** The most general first. */
  private final List<Class<?>> types;

  /** What the class and its supertypes fill in for the type parameters of theirs. */
  private final Map<TypeVariable<?>, Class<?>> arguments = new HashMap<>();

  OverriddenMethods(Class<?> type) {
    this.types = Supertypes.of(type);
    // The most special first: its arguments may stand for those of the more general.
    for (int i = types.size() - 1; i >= 0; i--) {
      readArguments(types.get(i).getGenericSuperclass());
      for (Type implemented : types.get(i).getGenericInterfaces()) {
        readArguments(implemented);
      }
    }
  }

  private void readArguments(@Nullable Type supertype) {
    if (supertype instanceof ParameterizedType parameterized) {
      TypeVariable<?>[] parameters = ((Class<?>) parameterized.getRawType()).getTypeParameters();
      for (int i = 0; i < parameters.length; i++) {
        arguments.putIfAbsent(parameters[i], erasure(parameterized.getActualTypeArguments()[i]));
      }
      readArguments(parameterized.getOwnerType());
    }
  }

  /**
   * The method itself and all that stand for it, those of the most general type first. A method may
   * override another one through a third.
   */
  List<Method> of(Method method) {
    if (!isInherited(method)) {
      return List.of(method);
    }
    List<Method> candidates =
        types.stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(other -> other.equals(method) || isInherited(other))
            .toList();
    Set<Method> found = new HashSet<>(Set.of(method));
    boolean grows = true;
    while (grows) {
      List<Method> more =
          candidates.stream()
              .filter(other -> found.stream().anyMatch(known -> isSame(other, known)))
              .toList();
      grows = found.addAll(more);
    }
    return candidates.stream().filter(found::contains).toList();
  }

  private static boolean isInherited(Method method) {
    return !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers());
  }

  /**
   * Whether one overrides the other. A bridge, which the compiler adds and which has copies of the
   * annotations of the method that it calls, stands for every method that it may call: rather one
   * demand too many than one too few.
   */
  private boolean isSame(Method other, Method method) {
    return !other.isBridge()
        && other.getName().equals(method.getName())
        && other.getParameterCount() == method.getParameterCount()
        && canSeeEachOther(other, method)
        && (method.isBridge() ? mayCall(method, other) : haveSameParameters(other, method));
  }

  private boolean haveSameParameters(Method one, Method other) {
    return Arrays.equals(parameters(one), parameters(other))
        || Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
  }

  /** A method without an access modifier is overridden in its own package only. */
  private static boolean canSeeEachOther(Method one, Method other) {
    return (isPublicOrProtected(one) && isPublicOrProtected(other))
        || one.getDeclaringClass().getPackage() == other.getDeclaringClass().getPackage();
  }

  private static boolean isPublicOrProtected(Method method) {
    return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  private boolean mayCall(Method bridge, Method called) {
    Class<?>[] wide = bridge.getParameterTypes();
    Class<?>[] narrow = parameters(called);
    for (int i = 0; i < wide.length; i++) {
      if (!wide[i].isAssignableFrom(narrow[i])) {
        return false;
      }
    }
    return true;
  }

  private Class<?>[] parameters(Method method) {
    return Arrays.stream(method.getGenericParameterTypes())
        .map(this::erasure)
        .toArray(Class<?>[]::new);
  }

  /** The type without its type arguments, as the class fills it in. */
  private Class<?> erasure(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(erasure(array.getGenericComponentType()), 0).getClass();
    }
    if (type instanceof TypeVariable<?> variable) {
      Class<?> argument = arguments.get(variable);
      return argument == null ? erasure(variable.getBounds()[0]) : argument;
    }
    // A wildcard, which stands for its bound; Java has no parameter of such a type.
    return type instanceof WildcardType wildcard
        ? erasure(wildcard.getUpperBounds()[0])
        : Object.class;
  }
}
