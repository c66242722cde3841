package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** The class path of the tests without this library and the applications. */
final class ServerLibraries extends ClassLoader {

  private static final String OURS = "dev.tokenvalidator.";
  private static final String LIBRARY =
      BearerTokenFilter.class.getProtectionDomain().getCodeSource().getLocation().toString();

  ServerLibraries(ClassLoader classPath) {
    super(classPath);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(OURS)) {
      throw new ClassNotFoundException(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isOurs(name) ? null : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (isOurs(name)) {
      return Collections.emptyEnumeration();
    }
    return Collections.enumeration(
        Collections.list(super.getResources(name)).stream()
            .filter(url -> !url.toString().contains(LIBRARY))
            .toList());
  }

  private static boolean isOurs(String name) {
    return name.replace('/', '.').startsWith(OURS);
  }
}
