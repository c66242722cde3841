package dev.tokenvalidator.examples.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON-RPC message, read so that it has one meaning only. What the SDK could read in another way
 * is refused: a repeated member, another encoding than UTF-8, a name that is not a string.
 */
final class Message {

  static final int MAX_BYTES = 1024 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final byte[] bytes;
  private final @Nullable String tool;

  private Message(byte[] bytes, @Nullable String tool) {
    this.bytes = bytes;
    this.tool = tool;
  }

  /** Why a body is not read: a status and a text for the client. */
  static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String text;

    private UnreadableException(int status, String text) {
      super(text);
      this.status = status;
      this.text = text;
    }

    int status() {
      return status;
    }

    String text() {
      return text;
    }
  }

  /** Reads the body of a request. */
  static Message read(HttpServletRequest request) throws IOException, UnreadableException {
    checkType(request);
    byte[] bytes = bytes(request);
    return new Message(bytes, calledTool(parse(bytes)));
  }

  /** The body, with nothing changed. */
  ByteArrayInputStream body() {
    return new ByteArrayInputStream(bytes);
  }

  /** The tool that it calls; null if it calls none. */
  @Nullable String tool() {
    return tool;
  }

  /** JSON in UTF-8, not compressed: the SDK decodes the bytes by the charset that is named here. */
  private static void checkType(HttpServletRequest request) throws UnreadableException {
    String type = request.getContentType() == null ? "" : request.getContentType();
    String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    String charset = request.getCharacterEncoding();
    boolean isUtf8 = charset == null || charset.equalsIgnoreCase(UTF_8.name());
    if (!mediaType.equals("application/json")
        || !isUtf8
        || request.getHeader("Content-Encoding") != null) {
      throw new UnreadableException(415, "Send application/json in UTF-8");
    }
  }

  private static byte[] bytes(HttpServletRequest request) throws IOException, UnreadableException {
    byte[] bytes =
        request.getContentLengthLong() > MAX_BYTES
            ? null
            : request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (bytes == null || bytes.length > MAX_BYTES) {
      throw new UnreadableException(413, "The message is too large");
    }
    return bytes;
  }

  private static JsonNode parse(byte[] bytes) throws UnreadableException {
    try {
      // Decoded here: from bytes, the parser would guess the encoding.
      return JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException | JacksonException e) {
      throw malformed();
    }
  }

  private static @Nullable String calledTool(JsonNode message) throws UnreadableException {
    if (!message.isObject()) {
      throw malformed(); // an array is a batch, which MCP no longer has
    }
    JsonNode method = message.get("method");
    if (method == null) {
      return null; // a response of the client
    }
    return text(method).equals("tools/call") ? text(message.path("params").path("name")) : null;
  }

  /** The SDK would make a text of a number. */
  private static String text(JsonNode node) throws UnreadableException {
    if (!node.isString()) {
      throw malformed();
    }
    return node.stringValue();
  }

  private static UnreadableException malformed() {
    return new UnreadableException(400, "Not a JSON-RPC message");
  }
}
