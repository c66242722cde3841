package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One run of the command.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err its complaint
 */
record Run(int status, String out, String err) {

  /** Without a process. Whatever is printed must be printable ASCII. */
  static Run of(Map<String, String> environment, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new Command(
                environment,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                false,
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, false, UTF_8))
            .run(List.of(arguments));
    return checked(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** The published jar, in a process with no other variables than these. */
  static Run ofJar(
      Map<String, String> environment,
      Path directory,
      List<String> jvm,
      String input,
      String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(java());
    command.addAll(jvm);
    command.addAll(List.of("-jar", System.getProperty("jar")));
    command.addAll(List.of(arguments));
    return ofProcess(environment, directory, input, command);
  }

  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // It starts sooner.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC");
  }

  static Run ofProcess(
      Map<String, String> environment, Path directory, String input, List<String> command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(
              () -> String.join("\n", process.errorReader().lines().toList()));
      try {
        process.getOutputStream().write(input.getBytes(UTF_8));
        process.getOutputStream().close();
      } catch (IOException e) {
        // It ends without reading its input if it is called wrongly.
      }
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      return checked(process.waitFor(), out, err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  private static Run checked(int status, String out, String err) {
    assertThat(out + err).matches("[ -~\n]*");
    return new Run(status, out, err);
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }

  /** The lines below a title, without their indentation. */
  List<String> below(String title) {
    List<String> lines = out.lines().toList();
    int at = lines.indexOf("  " + title);
    return at < 0
        ? List.of()
        : lines.subList(at + 1, lines.size()).stream()
            .takeWhile(line -> line.startsWith("    "))
            .map(String::strip)
            .toList();
  }
}
