package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** A lookup of a host name cannot be interrupted, and may never end. */
class NameLookupTest {

  /** Compiled by the test, because Java 17, which the build targets, lacks the interface. */
  private static final String RESOLVER =
      """
      import java.net.InetAddress;
      import java.net.UnknownHostException;
      import java.net.spi.InetAddressResolver;
      import java.net.spi.InetAddressResolver.LookupPolicy;
      import java.net.spi.InetAddressResolverProvider;
      import java.util.concurrent.locks.LockSupport;
      import java.util.stream.Stream;

      public class HangingResolver extends InetAddressResolverProvider {
        @Override
        public InetAddressResolver get(Configuration configuration) {
          InetAddressResolver usual = configuration.builtinResolver();
          return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
              while (host.equals("hanging.example")) {
                Thread.interrupted();
                LockSupport.park();
              }
              return usual.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
              return usual.lookupByAddress(address);
            }
          };
        }

        @Override
        public String name() {
          return "hanging";
        }
      }
      """;

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void leavesAtMostThreeThreadsBehind(@TempDir Path directory) throws Exception {
    Path source = Files.writeString(directory.resolve("HangingResolver.java"), RESOLVER);
    run(directory, "javac", source.toString());
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("java.net.spi.InetAddressResolverProvider"), "HangingResolver");
    String path =
        String.join(
            File.pathSeparator,
            directory.toString(),
            Path.of("target", "test-classes").toString(),
            Path.of("target", "classes").toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));

    run(directory, "java", "-cp", path, HangingNames.class.getName());
  }

  private static void run(Path directory, String tool, String... arguments) throws Exception {
    Path output = directory.resolve(tool + ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    assertThat(status).as(Files.readString(output)).isZero();
  }
}
