package dev.tokenvalidator.servlet;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Values that may break headers, log lines, terminals and parsers. */
final class HostileValues {

  static final List<String> ALL =
      List.of(
          "\r\nX-Injected: yes",
          "\nSet-Cookie: a=b",
          "\r\n\r\n<html>",
          "\r",
          "\n",
          "\t",
          "a\u0000b",
          "\u0000",
          "\u0001\u0007\b\u000b\f\u001f\u007f",
          "\u001b[2J\u001b[31mINFO: all is well",
          "\u0080\u0085\u009b31m",
          "\u2028INFO: all is well\u2029",
          "\u202egnirts",
          "\u200b\u200d\ufeff",
          "\ufffe\uffff",
          "\u00e9\u00df\u0130\u0131\u017f",
          "\uff0f\uff1c\uff02",
          "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
          "\u0301".repeat(100),
          "\u7530\u4e2d\u3055\u3093",
          "\"",
          "\", error=\"none",
          "\\",
          "\\\"",
          "\\u000aINFO: all is well",
          "'",
          "`",
          " ",
          "  leading and trailing  ",
          "%0d%0aX-Injected:%20yes",
          "%s%n%x%d",
          "{0}{}{1}",
          "${jndi:ldap://127.0.0.1/a}",
          "$(id)",
          "<script>alert(1)</script>",
          "' OR 1=1 --",
          "../../etc/passwd",
          "file:///etc/passwd",
          "null",
          "true",
          "-1e400",
          "{\"alg\":\"none\"}",
          LeakMarkers.VISIBLE + " hint=all kid=" + LeakMarkers.VISIBLE,
          LeakMarkers.VISIBLE + "\" hint=\"" + LeakMarkers.VISIBLE,
          LeakMarkers.VISIBLE + "' hint='" + LeakMarkers.VISIBLE,
          "v".repeat(1000),
          "\u00fc".repeat(300),
          "v".repeat(63) + "\r\n" + "v".repeat(240));

  private HostileValues() {}

  /** Bad tokens, one for each member whose value appears in the log. */
  static List<String> tokensWith(TestIssuer issuer, String value) {
    return Stream.<UnaryOperator<TokenBuilder>>of(
            token -> token.algorithm(value),
            token -> token.type(value),
            token -> token.keyId(value),
            token -> token.keyId(value).expired(),
            token -> token.issuer(value),
            token -> token.audience(value),
            token -> token.claim("aud", Collections.nCopies(6, value)),
            token -> token.clientId(value).audience(value),
            token -> token.header("crit", List.of(value)),
            token -> token.header(value, value).claim(value, value).expired())
        .map(change -> change.apply(issuer.token()).mint())
        .toList();
  }
}
