package dev.tokenvalidator.examples.shopping.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of the check, and that a row can fail. */
class CheckTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @TestFactory
  Stream<DynamicTest> seesWhatIsExpected() {
    return Cases.all().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(), () -> assertThat(row.seen()).isEqualTo(row.expected())));
  }

  @Test
  void hasNoCaseTwice() {
    assertThat(Cases.all()).extracting(Case::name).doesNotHaveDuplicates();
  }

  @Test
  void countsAnAnswerThatIsNotTheExpectedOne() {
    Case right = new Case("open", "200, let in", stage -> stage.get("/health").toString());
    Case wrong = new Case("not open", "200, let in", stage -> stage.get("/products").toString());

    int differences = Check.run(List.of(right, wrong), out);

    assertThat(differences).isEqualTo(1);
    assertThat(printed.toString(UTF_8).lines())
        .anyMatch(line -> line.matches("ok +open +200, let in +200, let in"))
        .anyMatch(line -> line.matches("DIFF +not open +200, let in +401 bare challenge, kept out"))
        .endsWith("2 cases, 1 as expected");
  }

  @Test
  void countsATrialThatFailsAndGoesOn() {
    Case failing =
        new Case(
            "failing",
            "200, let in",
            stage -> {
              throw new IllegalStateException("broken");
            });
    Case right = new Case("open", "200, let in", stage -> stage.get("/health").toString());

    assertThat(Check.run(List.of(failing, right), out)).isEqualTo(1);
    assertThat(printed.toString(UTF_8)).contains("IllegalStateException: broken");
  }

  @Test
  void tellsAnAnswerToABadTokenThatDiffersFromTheOthers() {
    Case row =
        new Case(
            "body",
            "",
            stage -> {
              Received usual = stage.get("/products", "opaque");
              Received other =
                  new Received(usual.status(), usual.headers(), usual.body() + " ", usual.letIn());
              return usual + "\n" + other;
            });

    assertThat(row.seen().lines())
        .satisfiesExactly(
            usual -> assertThat(usual).isEqualTo(InvalidTokenCases.REFUSED),
            other -> assertThat(other).startsWith("401 another answer: "));
  }
}
