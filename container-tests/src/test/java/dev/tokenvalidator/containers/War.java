package dev.tokenvalidator.containers;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An unpacked WAR: a descriptor, the library and classes of the application. */
final class War {

  private static final Path PAGE = Path.of("../docs/routes.md");

  private static final Pattern FILTER_ON_PAGE =
      Pattern.compile("```xml\\n(<filter>.*?</filter-mapping>\\n)```", Pattern.DOTALL);

  private final Path directory;

  private War(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes the WAR.
   *
   * @param directory an empty directory
   * @param descriptor the content of {@code web-app}
   * @param classes the classes of the application; their nested classes come with them
   */
  static War in(Path directory, String descriptor, Class<?>... classes) throws Exception {
    Path inside = Files.createDirectories(directory.resolve("WEB-INF"));
    Files.writeString(
        inside.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        %s
        </web-app>
        """
            .formatted(descriptor));
    Path target = Files.createDirectories(inside.resolve("classes"));
    // The class path of the container has them too, but the application prefers its own.
    copy(BearerTokenFilter.class, "dev/", target);
    copy(AccessTokenValidator.class, "dev/", target);
    for (Class<?> type : classes) {
      copy(type, type.getName().replace('.', '/'), target);
    }
    return new War(directory);
  }

  Path directory() {
    return directory;
  }

  /**
   * The filter and its mapping as docs/routes.md shows them, for another issuer and with one more
   * route.
   *
   * @param route the line of the route
   */
  static String filterOnPage(TestIssuer issuer, String route) throws IOException {
    Matcher found = FILTER_ON_PAGE.matcher(Files.readString(PAGE));
    if (!found.find()) {
      throw new IllegalStateException("the page on routes shows no filter");
    }
    return replace(
        replace(
            replace(found.group(1), "https://your.logto.endpoint", issuer.endpoint().toString()),
            "https://shopping.api",
            issuer.resource().indicator()),
        "<param-name>routes</param-name>\n    <param-value>\n",
        "<param-name>routes</param-name>\n    <param-value>\n" + route + "\n");
  }

  private static String replace(String text, String old, String fresh) {
    if (!text.contains(old)) {
      throw new IllegalStateException("the page on routes does not say " + old);
    }
    return text.replace(old, fresh);
  }

  /** Copies the files whose paths start like this, from the place that a class comes from. */
  private static void copy(Class<?> from, String start, Path target)
      throws IOException, URISyntaxException {
    Path source = Path.of(from.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(source)) {
      copyTree(source, start, target);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(source)) {
        copyTree(jar.getPath("/"), start, target);
      }
    }
  }

  private static void copyTree(Path root, String start, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> root.relativize(file).toString().startsWith(start))
          .forEach(file -> copyFile(file, target.resolve(root.relativize(file).toString())));
    }
  }

  private static void copyFile(Path file, Path copy) {
    try {
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
