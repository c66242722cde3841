package dev.tokenvalidator;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds up the annotations of one endpoint. Used by one thread. */
final class Demands {

  private final String endpoint;
  private final List<Demand> all = new ArrayList<>();

  /**
   * One annotation.
   *
   * @param name the annotation as it is written
   * @param where its place
   * @param access what it asks for
   */
  private record Demand(String name, String where, Access access) {

    String source() {
      return name + " on " + where;
    }
  }

  /**
   * @param endpoint the class or method, for the operator
   */
  Demands(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Adds the annotations of a class. */
  void add(Class<?> type) {
    AccessAnnotations.on(type).forEach(annotation -> add(annotation, type.getName()));
  }

  /** Adds the annotations of a method. */
  void add(Method method) {
    AccessAnnotations.on(method)
        .forEach(annotation -> add(annotation, AccessAnnotations.name(method)));
  }

  private void add(Annotation annotation, String where) {
    Demand added =
        new Demand(
            AccessAnnotations.nameOf(annotation.annotationType()),
            where,
            AccessAnnotations.access(annotation, where));
    all.forEach(earlier -> checkTogether(earlier, added));
    all.add(added);
  }

  /** What all of them ask for together; empty if there are none. */
  Optional<Access> sum() {
    return all.stream().map(Demand::access).reduce(Access::and);
  }

  /** Where they stand. */
  List<String> sources() {
    return all.stream().map(Demand::source).distinct().toList();
  }

  private void checkTogether(Demand one, Demand other) {
    if (one.access.isOpen() != other.access.isOpen()) {
      throw contradiction(
          one, other, "annotations add up, so one cannot open what another one protects");
    }
    if (one.access.namesOrganization()
        && other.access.namesOrganization()
        && !one.access.toString().equals(other.access.toString())) {
      throw contradiction(one, other, "an endpoint can name its organization once");
    }
  }

  private InvalidSettingException contradiction(Demand one, Demand other, String why) {
    return new InvalidSettingException(
        other.name,
        "on "
            + other.where
            + ": it contradicts "
            + one.source()
            + " for "
            + endpoint
            + ": "
            + why
            + "; remove one of them");
  }
}
