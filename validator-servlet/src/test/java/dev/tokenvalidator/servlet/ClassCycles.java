package dev.tokenvalidator.servlet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds circles of classes that use each other. Nested classes count as their top-level class, a
 * builder as the class it builds, and the members of a sealed family as its head.
 */
final class ClassCycles {

  private final Map<String, Set<String>> uses = new TreeMap<>();

  private ClassCycles() {}

  /** The circles inside packages, each as the sorted names of its classes. */
  static List<Set<String>> in(JavaClasses classes) {
    ClassCycles cycles = new ClassCycles();
    Map<String, String> heads = headsOf(classes);
    for (JavaClass from : classes) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (to.getPackageName().equals(from.getPackageName())) {
          cycles.add(head(from.getName(), heads), head(to.getName(), heads));
        }
      }
    }
    return cycles.find();
  }

  private void add(String from, String to) {
    if (!from.equals(to)) {
      uses.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
    }
  }

  /** Two classes are in one circle if each reaches the other. */
  private List<Set<String>> find() {
    Map<String, Set<String>> reached = new TreeMap<>();
    uses.keySet().forEach(name -> reached.put(name, reachedFrom(name)));
    List<Set<String>> circles = new ArrayList<>();
    for (String name : uses.keySet()) {
      Set<String> circle = new TreeSet<>(reached.get(name));
      circle.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(name));
      if (!circle.isEmpty() && !circles.contains(circle)) {
        circles.add(circle);
      }
    }
    return circles;
  }

  private Set<String> reachedFrom(String start) {
    Set<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : uses.getOrDefault(open.remove(open.size() - 1), Set.of())) {
        if (reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }

  /** The classes that count as another one: builders, and permitted subclasses of a sealed type. */
  private static Map<String, String> headsOf(JavaClasses classes) {
    Set<String> names = new TreeSet<>();
    classes.forEach(each -> names.add(each.getName()));
    Map<String, String> heads = new TreeMap<>();
    for (JavaClass each : classes) {
      Class<?> type = each.reflect();
      if (type.isSealed()) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
          heads.put(permitted.getName(), type.getName());
        }
      }
      String built = each.getName() + "Builder";
      if (names.contains(built)) {
        heads.put(built, each.getName());
      }
    }
    return heads;
  }

  private static String head(String name, Map<String, String> heads) {
    String head = topLevel(name);
    while (heads.containsKey(head)) {
      head = topLevel(heads.get(head));
    }
    return head;
  }

  private static String topLevel(String name) {
    int dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }
}
