package dev.tokenvalidator;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Top-level classes of one package that use each other in a circle. Nested classes count as their
 * top-level class. Two kinds of circles are allowed: a class and its builder, and a sealed type
 * that names its permitted subtypes.
 */
final class ClassCycles {

  private final Map<String, Set<String>> uses = new TreeMap<>();

  private ClassCycles(JavaClasses classes) {
    for (JavaClass user : classes) {
      user.getDirectDependenciesFromSelf()
          .forEach(dependency -> add(user, dependency.getTargetClass().getBaseComponentType()));
    }
  }

  /** Each circle once, by its classes in alphabetical order. */
  static List<Set<String>> in(JavaClasses classes) {
    return new ClassCycles(classes).cycles();
  }

  private void add(JavaClass user, JavaClass used) {
    String from = topLevel(user);
    String to = topLevel(used);
    boolean ofOnePackage = user.getPackageName().equals(used.getPackageName());
    if (ofOnePackage && !from.equals(to) && !to.equals(from + "Builder") && !permits(user, used)) {
      uses.computeIfAbsent(from, first -> new TreeSet<>()).add(to);
    }
  }

  private static String topLevel(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static boolean permits(JavaClass parent, JavaClass child) {
    Class<?>[] permitted = parent.reflect().getPermittedSubclasses();
    return permitted != null && List.of(permitted).contains(child.reflect());
  }

  /** Two classes are in one circle if each reaches the other. */
  private List<Set<String>> cycles() {
    Map<String, Set<String>> reached = new TreeMap<>();
    uses.keySet().forEach(type -> reached.put(type, reachedFrom(type)));
    Set<Set<String>> cycles = new LinkedHashSet<>();
    reached.forEach(
        (type, others) -> {
          Set<String> cycle = new TreeSet<>(others);
          cycle.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(type));
          if (!cycle.isEmpty()) {
            cycle.add(type);
            cycles.add(cycle);
          }
        });
    return List.copyOf(cycles);
  }

  private Set<String> reachedFrom(String type) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(uses.getOrDefault(type, Set.of()));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (reached.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }
}
