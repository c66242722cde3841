package dev.tokenvalidator.benchmarks.speed;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Java runtime that measuring processes run on, with the class path of this one.
 *
 * @param java the executable
 * @param version of the runtime, as it calls itself
 * @param classPath ours
 */
record ChildJvm(Path java, String version, String classPath) {

  static ChildJvm of(Path java) {
    return new ChildJvm(java, version(java), ourClassPath());
  }

  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Options that every measuring process is given. */
  List<String> options() {
    List<String> options = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
    if (Runtime.Version.parse(version).feature() >= 24) {
      // Else it warns of Corretto's native code, and of what JMH does.
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  /** Starts a program; what it writes to its standard output is to be read. */
  Process start(Class<?> main, List<String> options, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String version(Path java) {
    try {
      Process process =
          new ProcessBuilder(java.toString(), "-XshowSettings:properties", "-version")
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return output
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith("java.version = "))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("not a Java runtime: " + output))
          .substring("java.version = ".length());
    } catch (IOException e) {
      throw new IllegalStateException(java + " cannot be started", e);
    }
  }

  /** Inside Maven the class path of the JVM is Maven's, and ours is that of a class loader. */
  private static String ourClassPath() {
    return ChildJvm.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs())
            .map(ChildJvm::file)
            .collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  private static String file(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
