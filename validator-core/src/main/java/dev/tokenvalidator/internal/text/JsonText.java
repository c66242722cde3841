package dev.tokenvalidator.internal.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes JSON in ASCII. */
public final class JsonText {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonText() {}

  /**
   * Writes an object whose members keep their order.
   *
   * @param members lists of strings; every other value is written as a string
   */
  public static String object(Map<String, ?> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, ?> member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        if (member.getValue() instanceof List<?> list) {
          json.writeStartArray();
          for (Object element : list) {
            json.writeString(String.valueOf(element));
          }
          json.writeEndArray();
        } else {
          json.writeString(String.valueOf(member.getValue()));
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
