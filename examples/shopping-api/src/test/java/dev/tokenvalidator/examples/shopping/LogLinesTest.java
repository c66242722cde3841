package dev.tokenvalidator.examples.shopping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLinesTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void restoreTheConfiguration() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void showsTheLibraryAndTheContainersFailures() {
    LogLines.to(new PrintStream(printed, true, UTF_8));

    System.getLogger("dev.tokenvalidator").log(Level.INFO, "refused,\nand why");
    System.getLogger("org.apache.catalina").log(Level.WARNING, "chatter");
    System.getLogger("org.apache.catalina")
        .log(Level.ERROR, "does not start", new IllegalStateException("because"));

    assertThat(printed.toString(UTF_8).lines())
        .containsExactly(
            "   log | INFO refused,",
            "   log | and why",
            "   log | SEVERE does not start",
            "   log | java.lang.IllegalStateException: because");
  }
}
