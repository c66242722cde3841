package dev.tokenvalidator.explain;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Explains a token to an operator who has it: {@code java -jar validator-explain.jar
 * --issuer=https://issuer.example --audience=https://api.example}, with the token on standard
 * input.
 *
 * <p>It is a command, not a library: in a program, call {@link
 * dev.tokenvalidator.AccessTokenValidator#explain}.
 */
public final class Explain {

  private Explain() {}

  /**
   * Runs the command, and ends this process with its exit status: 0 for a token that is accepted, 1
   * for one that is refused, 2 for wrong use or settings, 3 if it cannot be decided now.
   */
  public static void main(String[] arguments) {
    switchLogsOff();
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Command command = new Command(System.getenv(), System.in, isTerminal(), out, err);
    int status = command.run(List.of(arguments));
    out.flush();
    err.flush();
    System.exit(status);
  }

  /** From JDK 22 on there is a console beside a pipe as well, but it can be asked. */
  @SuppressWarnings("SystemConsoleNull") // is asked below
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** The encoding of the terminal does not matter: everything printed is ASCII. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.US_ASCII);
  }

  /**
   * A log file may be configured for all Java programs of this machine, so the configuration is not
   * even read.
   */
  private static void switchLogsOff() {
    System.clearProperty("java.util.logging.config.class");
    System.clearProperty("java.util.logging.config.file");
    System.clearProperty("java.util.logging.manager");
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }
}
