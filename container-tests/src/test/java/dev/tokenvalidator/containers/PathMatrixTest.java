package dev.tokenvalidator.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends every spelling with every method to every application. A protected endpoint runs only with
 * a sufficient token, and every canonical target is served.
 *
 * <p>A build sends a part of the requests. {@code -Dmatrix=whole} sends all of them and prints the
 * figures.
 */
@Tag(OnEachContainer.TAG)
@ExtendWith(QuickIssuer.class)
class PathMatrixTest {

  private static final boolean WHOLE = "whole".equals(System.getProperty("matrix"));

  @BeforeAll
  static void beginTable() throws IOException {
    if (System.getProperty("containers") == null) {
      MatrixTable.clear();
    }
  }

  @AfterAll
  static void printTable() throws IOException {
    if (WHOLE) {
      System.out.println(MatrixTable.text());
    }
  }

  @Test
  void sendsEverySpellingOfTheSpecification() {
    assertThat(Spellings.OF_THE_SPECIFICATION).hasSize(84).doesNotHaveDuplicates();
    assertThat(Spellings.all()).containsAll(Spellings.OF_THE_SPECIFICATION).hasSizeGreaterThan(700);
  }

  static Stream<MatrixCell> runsNothingProtectedWithoutSufficientToken() {
    return MatrixCell.all().filter(cell -> WHOLE || cell.isInEveryBuild());
  }

  @ParameterizedTest
  @MethodSource
  @Tag("S06")
  void runsNothingProtectedWithoutSufficientToken(MatrixCell cell, TestIssuer issuer)
      throws Exception {
    Findings findings = new Findings();
    String server = new MatrixRun(cell, issuer, WHOLE).send(findings);

    MatrixTable.add(server, cell, findings);
    assertThat(findings.insufficient()).isEmpty();
    assertThat(findings.refused()).isEmpty();
    assertThat(findings.executions()).isPositive();
  }
}
