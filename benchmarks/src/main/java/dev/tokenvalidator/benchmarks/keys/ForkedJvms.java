package dev.tokenvalidator.benchmarks.keys;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What JMH has to know to start its JVMs from inside Maven. */
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

  private static String file(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
