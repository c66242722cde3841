package dev.tokenvalidator.benchmarks.keys;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Starts JVMs of their own for what is measured, from inside Maven too. */
public final class ForkedJvms {

  private ForkedJvms() {}

  /** Inside Maven the class path of the JVM is Maven's, and ours is that of a class loader. */
  public static void useThisClassPath() {
    if (ForkedJvms.class.getClassLoader() instanceof URLClassLoader loader) {
      System.setProperty(
          "java.class.path",
          Arrays.stream(loader.getURLs())
              .map(ForkedJvms::file)
              .collect(Collectors.joining(File.pathSeparator)));
    }
  }

  /** Benchmarks of one class, with what the command line asks for. */
  public static ChainedOptionsBuilder options(
      CommandLineOptions asked, Class<?> benchmarks, String methods) {
    return new OptionsBuilder()
        .parent(asked)
        .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + methods + "$");
  }

  /**
   * Runs a program whose last line is a number.
   *
   * @param java the command that starts the JVM
   */
  public static double number(String java, Class<?> program, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(java, "-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader()) {
      String last = output.lines().reduce("", (line, next) -> next);
      if (last.isEmpty()) {
        throw new IOException(program.getSimpleName() + " has measured nothing");
      }
      return Double.parseDouble(last);
    }
  }

  private static String file(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
