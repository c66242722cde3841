package dev.tokenvalidator.rest;

import jakarta.ws.rs.core.Application;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An application of some classes and some instances. */
class AppOf extends Application {

  private final Set<Class<?>> classes;
  private final Set<Object> singletons;
  private final Map<String, Object> properties;

  AppOf(Set<Class<?>> classes, Set<Object> singletons, Map<String, Object> properties) {
    this.classes = classes;
    this.singletons = singletons;
    this.properties = properties;
  }

  /** Of classes and instances, told apart by what they are. */
  static AppOf of(Object... components) {
    return new AppOf(
        Arrays.stream(components)
            .filter(component -> component instanceof Class)
            .map(component -> (Class<?>) component)
            .collect(Collectors.toSet()),
        Arrays.stream(components)
            .filter(component -> !(component instanceof Class))
            .collect(Collectors.toSet()),
        Map.of());
  }

  AppOf with(Object component) {
    Set<Object> more = new java.util.HashSet<>(singletons);
    more.add(component);
    return new AppOf(classes, more, properties);
  }

  AppOf withProperty(String name, Object value) {
    return new AppOf(classes, singletons, Map.of(name, value));
  }

  @Override
  public Set<Class<?>> getClasses() {
    return classes;
  }

  @Override
  @SuppressWarnings("deprecation") // the only portable way to register an instance
  public Set<Object> getSingletons() {
    return singletons;
  }

  @Override
  public Map<String, Object> getProperties() {
    return properties;
  }
}
