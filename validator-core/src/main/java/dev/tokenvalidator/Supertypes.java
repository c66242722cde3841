package dev.tokenvalidator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The types that a class inherits from. */
final class Supertypes {

  private Supertypes() {}

  /** Every superclass and interface, the most general first, then the class itself. */
  static List<Class<?>> of(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      found.add(each);
      addInterfaces(each, found);
    }
    List<Class<?>> generalFirst = new ArrayList<>(found);
    Collections.reverse(generalFirst);
    return generalFirst;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> found) {
    for (Class<?> implemented : type.getInterfaces()) {
      if (found.add(implemented)) {
        addInterfaces(implemented, found);
      }
    }
  }
}
