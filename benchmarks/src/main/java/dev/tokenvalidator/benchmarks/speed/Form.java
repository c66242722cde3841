package dev.tokenvalidator.benchmarks.speed;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a validation is given each time. */
enum Form {
  /** The token as text that was there before: where a signature is verified, nobody notices. */
  KEPT_TOKEN(""),
  /** The token as text of its own, made from bytes. */
  FRESH_TOKEN(""),
  /** The header as a container makes it for each request, from bytes. */
  FRESH_HEADER("Bearer ");

  private final String prefix;

  Form(String prefix) {
    this.prefix = prefix;
  }

  /** Makes sure that the validation tells good from bad, and measures it with the good. */
  Operation of(Validation validation, IssuedTokens tokens) {
    check(validation, tokens);
    return unchecked(validation, tokens);
  }

  /** For what lets everything in. */
  Operation unchecked(Validation validation, IssuedTokens tokens) {
    if (this == KEPT_TOKEN) {
      String[] texts = tokens.good().toArray(String[]::new);
      return index -> validation.validate(texts[index]);
    }
    byte[][] bytes =
        tokens.good().stream()
            .map(token -> (prefix + token).getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    return index -> validation.validate(new String(bytes[index], StandardCharsets.ISO_8859_1));
  }

  private void check(Validation validation, IssuedTokens tokens) {
    try {
      validation.validate(prefix + tokens.good().get(0));
    } catch (Exception e) {
      throw new IllegalStateException("refuses a good token", e);
    }
    List<String> bad = tokens.bad();
    for (int i = 0; i < bad.size(); i++) {
      if (accepts(validation, prefix + bad.get(i))) {
        throw new IllegalStateException("accepts bad token " + i);
      }
    }
  }

  private static boolean accepts(Validation validation, String text) {
    try {
      validation.validate(text);
      return true;
    } catch (Exception e) {
      return false;
    }
  }
}
