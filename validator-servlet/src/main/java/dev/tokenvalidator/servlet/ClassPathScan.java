package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an annotated class on the class path, where no container has looked for one.
 *
 * <p>It reads the bytes of classes, and loads only those that mention this library. The classes of
 * well-known libraries are skipped, which leaves those of the application. What cannot be read is
 * skipped too: the scan finds mistakes, it protects nothing.
 */
final class ClassPathScan {

  private static final byte[] LIBRARY =
      ("L" + RequiresScope.class.getPackageName().replace('.', '/') + "/")
          .getBytes(StandardCharsets.US_ASCII);

  private static final List<String> OF_LIBRARIES =
      List.of(
          "META-INF/",
          "ch/qos/",
          "com/fasterxml/",
          "com/github/benmanes/",
          "com/google/",
          "com/nimbusds/",
          "com/sun/",
          "com/zaxxer/",
          "io/micrometer/",
          "io/netty/",
          "io/undertow/",
          "io/vertx/",
          "jakarta/",
          "javax/",
          "kotlin/",
          "net/bytebuddy/",
          "org/aopalliance/",
          "org/apache/",
          "org/bouncycastle/",
          "org/eclipse/",
          "org/glassfish/",
          "org/hibernate/",
          "org/jboss/",
          "org/junit/",
          "org/jvnet/",
          "org/reactivestreams/",
          "org/slf4j/",
          "org/springframework/",
          "org/xnio/",
          "reactor/",
          "tools/jackson/");

  private final ClassLoader loader;

  private final Predicate<Class<?>> isMeant;

  private ClassPathScan(ClassLoader loader, Predicate<Class<?>> isMeant) {
    this.loader = loader;
    this.isMeant = isMeant;
  }

  /**
   * Finds an annotated class that is no servlet.
   *
   * @param classes those of the application
   * @param isMeant which of them count
   */
  static Optional<String> annotatedClass(ContextClasses classes, Predicate<Class<?>> isMeant) {
    return classes
        .loaders()
        .map(loader -> annotatedClass(loader, isMeant))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> annotatedClass(ClassLoader loader, Predicate<Class<?>> isMeant) {
    ClassPathScan scan = new ClassPathScan(loader, isMeant);
    Set<Path> seen = new HashSet<>();
    Deque<Path> places = new ArrayDeque<>(places(loader));
    while (!places.isEmpty()) {
      Path place = places.remove();
      if (seen.add(place)) {
        Optional<String> found = scan.annotatedIn(place);
        if (found.isPresent()) {
          return found;
        }
        places.addAll(namedIn(place));
      }
    }
    return Optional.empty();
  }

  /** The places that the manifest of a jar adds to the class path. */
  private static List<Path> namedIn(Path place) {
    if (!Files.isRegularFile(place)) {
      return List.of();
    }
    try (JarFile jar = new JarFile(place.toFile())) {
      Manifest manifest = jar.getManifest();
      String entries =
          manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
      return entries == null
          ? List.of()
          : Pattern.compile(" +")
              .splitAsStream(entries.strip())
              .map(entry -> path(place.toUri(), entry))
              .flatMap(Optional::stream)
              .toList();
    } catch (IOException | SecurityException e) {
      return List.of();
    }
  }

  private static Optional<Path> path(String entry) {
    try {
      return Optional.of(Path.of(entry));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> path(URI jar, String entry) {
    try {
      return path(jar.resolve(entry).toURL());
    } catch (IllegalArgumentException | MalformedURLException e) {
      return Optional.empty();
    }
  }

  private static Set<Path> places(ClassLoader loader) {
    Set<Path> places = new LinkedHashSet<>();
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      if (next instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          path(url).ifPresent(places::add);
        }
      }
    }
    Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path", ""))
        .filter(entry -> !entry.isEmpty())
        .map(ClassPathScan::path)
        .flatMap(Optional::stream)
        .forEach(places::add);
    return places;
  }

  private static Optional<Path> path(URL url) {
    try {
      return url.getProtocol().equals("file")
          ? Optional.of(Path.of(url.toURI()))
          : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> annotatedIn(Path place) {
    try {
      return Files.isDirectory(place) ? inDirectory(place) : inJar(place);
    } catch (IOException | UncheckedIOException | SecurityException e) {
      return Optional.empty();
    }
  }

  private Optional<String> inDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String entry = directory.relativize(file).toString().replace(File.separatorChar, '/');
        if (mayBeAnnotated(entry) && isAnnotated(entry, Files.readAllBytes(file))) {
          return Optional.of(className(entry));
        }
      }
      return Optional.empty();
    }
  }

  private Optional<String> inJar(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return Optional.empty();
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (mayBeAnnotated(entry.getName())) {
          try (InputStream bytes = file.getInputStream(entry)) {
            if (isAnnotated(entry.getName(), bytes.readAllBytes())) {
              return Optional.of(className(entry.getName()));
            }
          }
        }
      }
      return Optional.empty();
    }
  }

  private static boolean mayBeAnnotated(String entry) {
    return entry.endsWith(".class") && OF_LIBRARIES.stream().noneMatch(entry::startsWith);
  }

  private boolean isAnnotated(String entry, byte[] bytes) {
    if (!contains(bytes, LIBRARY)) {
      return false;
    }
    Class<?> type = load(className(entry));
    return type != null
        && !Servlet.class.isAssignableFrom(type)
        && AnnotatedAccess.isWrittenOn(type)
        && isMeant.test(type);
  }

  private @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /** The classes of a Spring Boot jar stand in a directory of their own. */
  private static String className(String entry) {
    String file =
        entry.startsWith("BOOT-INF/classes/")
            ? entry.substring("BOOT-INF/classes/".length())
            : entry;
    return file.substring(0, file.length() - ".class".length()).replace('/', '.');
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      int matched = 0;
      while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
