package dev.tokenvalidator.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** Writes JSON that is printable ASCII, one member a line. */
final class ShownJson {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // A report has the claims one level deeper than the token.
          .streamWriteConstraints(
              StreamWriteConstraints.builder()
                  .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH + 10)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private ShownJson() {}

  static JsonGenerator writer(Writer to) throws IOException {
    JsonGenerator writer = JSON.createGenerator(to);
    DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n");
    writer.setPrettyPrinter(
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER))
            .withObjectIndenter(twoSpaces));
    return writer;
  }

  /** The lines of a JSON object, written anew; empty if the text is not exactly one. */
  static Optional<List<String>> lines(String text) {
    StringWriter written = new StringWriter();
    try (JsonGenerator writer = writer(written)) {
      if (!copy(text, writer)) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(written.toString().lines().toList());
  }

  /**
   * Writes a JSON object anew.
   *
   * @return whether the text is exactly one
   * @throws IOException if it is no JSON
   */
  static boolean copy(String text, JsonGenerator to) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token.isNumeric()) {
          // With every digit, and without making a number of it: it may be huge.
          to.writeNumber(parser.getText());
        } else {
          to.copyCurrentEvent(parser);
        }
      } while (parser.nextToken() != null && depth > 0);
      return depth == 0 && parser.currentToken() == null;
    }
  }
}
