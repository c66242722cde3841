package dev.tokenvalidator.explain;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.TokenExplanation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** What the command does, without the process around it. */
final class Command {

  private final Map<String, String> environment;
  private final InputStream in;
  private final boolean isTerminal;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param isTerminal whether a person may have to type the token
   */
  Command(
      Map<String, String> environment,
      InputStream in,
      boolean isTerminal,
      PrintStream out,
      PrintStream err) {
    this.environment = environment;
    this.in = in;
    this.isTerminal = isTerminal;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @return its exit status
   */
  int run(List<String> arguments) {
    try {
      Options options = Options.parse(arguments);
      if (options.help()) {
        print(out, Usage.text());
        return ExitStatus.ACCEPTED.code();
      }
      if (options.version()) {
        print(out, List.of("validator-explain " + Usage.version()));
        return ExitStatus.ACCEPTED.code();
      }
      return explain(options).code();
    } catch (InvalidSettingException e) {
      return fail(ExitStatus.WRONG_USE, String.valueOf(e.getMessage()));
    } catch (WrongUseException e) {
      return fail(ExitStatus.WRONG_USE, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      // Without the message, which may hold a piece of the token.
      return fail(ExitStatus.UNDECIDED, "unexpected " + e.getClass().getName());
    }
  }

  private ExitStatus explain(Options options) throws IOException {
    Variables variables = Variables.in(environment, options.settings().keySet());
    ChosenSettings settings = ChosenSettings.of(options.settings(), variables.settings());
    try (AccessTokenValidator validator = settings.validator()) {
      prompt();
      TokenInput input = TokenInput.read(in);
      TokenExplanation explained = validator.explain(input.text());
      String issuer = String.join(", ", validator.issuers());
      Report report = Report.of(explained, issuer, settings, input, variables.unused());
      print(out, options.json() ? JsonReport.lines(report) : TextReport.lines(report));
      return report.status();
    }
  }

  private void prompt() throws IOException {
    if (isTerminal && in.available() == 0) {
      print(err, List.of("Paste the token, then press Enter and Ctrl-D:"));
    }
  }

  private int fail(ExitStatus status, String problem) {
    print(err, List.of("validator-explain: " + problem));
    return status.code();
  }

  /** The only way out: whatever a line holds, it is printable ASCII and has no signature. */
  private static void print(PrintStream to, List<String> lines) {
    lines.forEach(line -> to.print(Ascii.escaped(Signatures.leftOut(line)) + '\n'));
    to.flush();
  }
}
