package dev.tokenvalidator.examples.shopping.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Calls the shopping API in every way that is let in or refused. */
class ShoppingApiTest {

  @TestFactory
  Stream<DynamicTest> answersAsExpected() {
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

  /** Without this, the cases could not see a response that tells the reason. */
  @Test
  void seesAnotherResponseToABadToken() throws Exception {
    try (RunningApi api = RunningApi.open()) {
      ApiResponse usual = api.get("/products", "opaque");
      ApiResponse other =
          new ApiResponse(usual.status(), usual.headers(), usual.body() + " ", usual.letIn());

      assertThat(usual).hasToString(InvalidTokenCases.REFUSED);
      assertThat(other.toString()).startsWith("401 another answer: ");
    }
  }
}
