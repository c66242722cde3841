package dev.tokenvalidator.containers;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The class path of the tests, without some service files, as one jar of everything may be. */
final class LostServicesLoader extends URLClassLoader {

  private final List<String> lost;

  LostServicesLoader(List<String> lost) {
    super(classPath(), ClassLoader.getPlatformClassLoader());
    this.lost = lost.stream().map(service -> "META-INF/services/" + service).toList();
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(LostServicesLoader::url)
        .toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    return lost.contains(name) ? null : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return lost.contains(name) ? Collections.emptyEnumeration() : super.getResources(name);
  }
}
