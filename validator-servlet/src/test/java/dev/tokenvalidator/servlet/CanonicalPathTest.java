package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoding half of the path rule; PathRuleTest runs the rule in containers. */
class CanonicalPathTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b/, /a/b/",
    "/%61dmin, /admin",
    "/a%20b, /a b",
    "/a+b, /a+b",
    "/a%2Bb, /a+b",
    "/a%23b, /a#b",
    "/x%2edo, /x.do",
    "/...,  /...",
    "/.a/..b/c.., /.a/..b/c..",
    "/caf%C3%A9, /caf\u00e9",
    "/caf\u00e9, /caf\u00e9",
    "/%F0%9F%98%80, /\uD83D\uDE00",
  })
  void decodesCanonicalPaths(String raw, String decoded) {
    assertThat(CanonicalPath.decode(raw, Set.of())).isEqualTo(decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "*",
        "//a",
        "/a//b",
        "/./a",
        "/a/.",
        "/a/..",
        "/a/../b",
        "/..",
        "/a;x=y",
        "/a/;/b",
        "/a\\b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a%3bb",
        "/a%25b",
        "/a%252fb",
        "/%2e%2e/a",
        "/a/%2e/b",
        "/.%2e",
        "/a%00",
        "/a%0a",
        "/a%7f",
        "/a%C2%85",
        "/a%E2%80%A8",
        "/a%EF%BF%BD",
        "/%c0%af",
        "/%E9",
        "/%ED%A0%80",
        "/%",
        "/%4",
        "/%zz",
        "/%u0061",
        "/%-1",
        "/%\uFF11\uFF11",
        "/a\u0000",
        "/a\u007f",
        "/a\uFFFD",
        "/a\uFF0Fb",
        "/a%EF%BC%8Fb",
        "/\uFF0E\uFF0E/b",
        "/a\uFF3Cb",
        "/a\uFF1Bb",
        "/a\uFF052fb",
        "/a%EF%BC%BCb",
        "/a#b",
        "/pub/..#/admin",
        "/a?b",
        "/..?b",
        "/\uD83D",
        "/\uD83D%20",
        "/\uDE00\uD83D",
      })
  @Tag("S07")
  void refusesEveryOtherSpelling(String raw) {
    assertThat(CanonicalPath.decode(raw, Set.of())).isNull();
  }

  @Test
  void refusesPathsOverTheLimit() {
    String longest = "/" + "a".repeat(8 * 1024 - 1);

    assertThat(CanonicalPath.decode(longest, Set.of())).isEqualTo(longest);
    assertThat(CanonicalPath.decode(longest + "a", Set.of())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/a;jsessionid=1, /a",
    "/a;jsessionid=node0abc.1~-_/b, /a/b",
    "/a;jsessionid=, /a",
    "/a;jsessionid=1;v=2/b;v=3, /a/b",
    "/;v=1, /",
    "/a/;v=1, /a/",
    "/%61;v=1, /a",
    "/a, /a",
  })
  void removesNamedParameters(String raw, String decoded) {
    assertThat(CanonicalPath.decode(raw, Set.of("jsessionid", "v"))).isEqualTo(decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a;x=1",
        "/a;V=1",
        "/a;",
        "/a;;v=1",
        "/a;v",
        "/a;=v",
        "/a;%76=1",
        "/a;v=1=2",
        "/a;v=%2e",
        "/a;v=a,b",
        "/a;v=\\",
        "/a;v=1;x=1",
        "/a/;v=1/b",
        "/;v=1/a",
        "/a/..;v=1/b",
        "/a/.;v=1",
        "/a/%2e%2e;v=1/b",
        "/a;v=../../b",
        "/a%3bv=1",
        ";v=1/a",
      })
  void refusesEveryOtherParameter(String raw) {
    assertThat(CanonicalPath.decode(raw, Set.of("v"))).isNull();
  }

  /** Reads random text as a path and as a query. */
  @Test
  @Tag("slow")
  void readsAnyTextWithoutFailing() {
    long seed = 20_261_123;
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("/");
      for (int left = random.nextInt(20); left > 0; left--) {
        switch (random.nextInt(6)) {
          case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
          case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
          case 2 -> text.append((char) (0xD800 + random.nextInt(0x800)));
          case 3 -> text.append('%').append(Integer.toHexString(random.nextInt(0x110)));
          default -> text.append("/.;=%&ab_".charAt(random.nextInt(9)));
        }
      }
      String raw = text.toString();

      String decoded = CanonicalPath.decode(raw, Set.of("a"));

      // An accepted path survives encoding as UTF-8.
      if (decoded != null) {
        assertThat(new String(decoded.getBytes(UTF_8), UTF_8))
            .as("text %s of seed %s", i, seed)
            .isEqualTo(decoded);
      }
      assertThat(QueryToken.isIn(raw)).as("text %s of seed %s", i, seed).isFalse();
    }
  }
}
