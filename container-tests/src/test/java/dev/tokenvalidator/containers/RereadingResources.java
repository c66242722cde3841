package dev.tokenvalidator.containers;

import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.filter.HttpMethodOverrideFilter;
import org.glassfish.jersey.server.filter.UriConnegFilter;

/** The endpoints behind Jersey's filters that change path and method. Jersey needs it public. */
public final class RereadingResources extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(new Resources().getClasses());
    classes.add(UriConnegFilter.class);
    classes.add(HttpMethodOverrideFilter.class);
    return classes;
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        ServerProperties.MEDIA_TYPE_MAPPINGS, "json : application/json",
        ServerProperties.LANGUAGE_MAPPINGS, "en : en");
  }
}
