package dev.tokenvalidator.benchmarks.speed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What a validation is given each time. */
enum TokenInput {
  /** The same string each time. Beside a signature, making a new one does not count. */
  KEPT_TOKEN(""),
  /** The token as a new string, made from bytes. */
  FRESH_TOKEN(""),
  /** The header as a new string, made from bytes as a container makes it. */
  FRESH_HEADER("Bearer ");

  private final String prefix;

  TokenInput(String prefix) {
    this.prefix = prefix;
  }

  /** Runs a validation with good tokens, after checking that it refuses bad ones. */
  Operation checked(Validation validation, IssuedTokens tokens) throws Exception {
    validation.validate(prefix + tokens.good().get(0));
    for (String bad : tokens.bad()) {
      if (accepts(validation, prefix + bad)) {
        throw new IllegalStateException("accepts bad token " + tokens.bad().indexOf(bad));
      }
    }
    return unchecked(validation, tokens);
  }

  /** For a validation that accepts everything. */
  Operation unchecked(Validation validation, IssuedTokens tokens) {
    if (this == KEPT_TOKEN) {
      String token = tokens.good().get(0);
      return () -> validation.validate(token);
    }
    byte[] bytes = (prefix + tokens.good().get(0)).getBytes(ISO_8859_1);
    return () -> validation.validate(new String(bytes, ISO_8859_1));
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
