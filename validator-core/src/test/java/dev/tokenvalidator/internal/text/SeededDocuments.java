package dev.tokenvalidator.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Checks many generated documents, each made from its own seed, and shows those that fail.
 *
 * <p>The build checks a fixed number of documents in each test. To check more:
 *
 * <pre>{@code
 * mvn -pl validator-core -am test -Dtest='*GrammarTest' \
 *     -Djson.documents=100000 -Djson.seed=1
 * }</pre>
 *
 * <p>To check one document again, give its seed and {@code -Djson.documents=1}.
 */
public final class SeededDocuments {

  private static final long FIRST = Long.getLong("json.seed", 1);
  private static final int MAX_SHOWN = 50_000;
  private static final int MAX_LENGTH_SHOWN = 2000;

  private SeededDocuments() {}

  /** A check of one document. */
  @FunctionalInterface
  public interface Check {

    /**
     * Checks one document.
     *
     * @param document the text
     * @throws Exception if the check fails
     */
    void check(String document) throws Exception;
  }

  /**
   * Checks as many documents as the property {@code json.documents} says.
   *
   * @param count the number of documents if the property is not set
   * @param documents makes a document from its seed
   * @param check checks each document
   */
  public static void checkEach(int count, LongFunction<String> documents, Check check) {
    int number = Integer.getInteger("json.documents", count);
    Map<String, Integer> failures = new TreeMap<>();
    StringBuilder shown = new StringBuilder();
    for (long seed = FIRST; seed < FIRST + number; seed++) {
      String document = documents.apply(seed);
      try {
        check.check(document);
      } catch (Exception | Error e) {
        failures.merge(e.getClass().getName(), 1, Integer::sum);
        if (shown.length() < MAX_SHOWN) {
          shown.append("\n\nseed ").append(seed).append(": ").append(e);
          shown.append("\n").append(cut(document));
        }
      }
    }
    assertThat(failures).as("failures among %d documents:%s", number, shown).isEmpty();
  }

  private static String cut(String document) {
    return document.length() <= MAX_LENGTH_SHOWN
        ? document
        : document.substring(0, MAX_LENGTH_SHOWN) + "... (" + document.length() + " characters)";
  }
}
