package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "/, /, true",
    "/, /a, false",
    "/a/b, /a/b, true",
    "/a/b, /a/b/, false",
    "/a/b, /a/b/c, false",
    "/a/b, /a, false",
    "/a/b, /A/b, false",
    "/a/b, /a/bc, false",
    "/a/, /a/, true",
    "/a/, /a, false",
    "/*, /, true",
    "/*, /a/b, true",
    "/a/*, /a, true",
    "/a/*, /a/, true",
    "/a/*, /a/b/c, true",
    "/a/*, /ab, false",
    "/a/*, /, false",
    "/a/*, /b/a, false",
    "/{x}, /a, true",
    "/{x}, /, false",
    "/{x}, /a/, false",
    "/a/{x}/c, /a/b/c, true",
    "/a/{x}/c, /a/b/d, false",
    "/a/{x}/c, /a//c, false",
    "/a/{x}/*, /a/b, true",
    "/a/{x}/*, /a/b/c/d, true",
    "/a/{x}/*, /a, false",
    "/a/{x}/*, /a/, false",
    "/caf\u00e9 au lait, /caf\u00e9 au lait, true",
  })
  void matchesWholeSegments(String pattern, String path, boolean expected) {
    assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/products/**, instead of ** write *",
    "/**, instead of ** write *",
    "/a/**/b, instead of ** write *",
    "/files/{*path}, instead of {*path} write *",
    "/products/:id, instead of :id write {id}",
    "/:shop_1/products, instead of :shop_1 write {shop_1}",
    "/products/:id?, instead of :id? write {id}",
    "'/products/{id:[0-9]+}', 'instead of {id:[0-9]+} write {id}'",
    "'/products/{id:[^/]+}', 'instead of {id:[^ write {id}'",
    "/products/{id?}, instead of {id?} write {id}",
  })
  void namesWhatToWriteInsteadOfTheSyntaxOfAnotherRouter(String pattern, String fix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(pattern))
        .withMessageContaining(fix);
  }

  @Test
  void takesAColonThatStartsNoName() {
    assertThat(PathPattern.parse("/things:batch").matches("/things:batch")).isTrue();
    assertThat(PathPattern.parse("/:/10:30").matches("/:/10:30")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "*.do",
        "/a*",
        "/a/**",
        "/*/b",
        "/a//b",
        "//",
        "/a/{}",
        "/a/{x",
        "/{x}y",
        "/{a b}",
        "/{x}/{x}",
        "/a/../b",
        "/./a",
        "/a;b",
        "/a\\b",
        "/a%20b",
        "/a?b=c",
        "/a#b",
        "/a\n",
        "/a\uFF0Fb",
      })
  void refusesMalformedPatterns(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse(pattern));
  }

  @Test
  void returnsNamedParts() {
    PathPattern pattern = PathPattern.parse("/orgs/{org}/members/{id}");

    assertThat(pattern.part("/orgs/acme/members/7", pattern.indexOf("org"))).isEqualTo("acme");
    assertThat(pattern.part("/orgs/acme/members/7", pattern.indexOf("id"))).isEqualTo("7");
    assertThat(pattern.indexOf("orgs")).isNegative();
  }

  @ParameterizedTest
  @CsvSource({
    "/*, /a, true",
    "/*, /, true",
    "/*, /{x}/*, true",
    "/a/*, /a, true",
    "/a/*, /a/{x}, true",
    "/a/*, /*, false",
    "/a/*, /{x}/*, false",
    "/a, /a, true",
    "/a, /a/*, false",
    "/a, /{x}, false",
    "/{x}, /a, true",
    "/{x}, /{y}, true",
    "/{x}, /, false",
    "/{x}/*, /a/b/*, true",
    "/{x}/*, /*, false",
  })
  void coversPatternsItMakesUnreachable(String pattern, String other, boolean expected) {
    assertThat(PathPattern.parse(pattern).covers(PathPattern.parse(other))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a, true, true",
    "/a/*, /a/*, true, true",
    "/a, /a/*, false, true",
    "/*, /a/*, true, true",
    "/a/*, /, false, true",
    "/a/*, *.do, false, true",
    "/a, *.do, false, false",
    "/a.do, *.do, false, true",
    "/{x}, *.do, false, true",
    "/*, *.do, true, true",
    "/b/*, /a/*, false, false",
    "/a/b/c, /a/b, false, false",
    "/a/b/c, /a/*, false, true",
    "/{x}/c, /a/*, false, true",
  })
  void comparesWithServletMappings(
      String pattern, String mapping, boolean covers, boolean overlaps) {
    PathPattern route = PathPattern.parse(pattern);
    PathPattern servlet = PathPattern.ofMapping(mapping);

    assertThat(route.covers(servlet)).isEqualTo(covers);
    assertThat(route.overlaps(servlet)).isEqualTo(overlaps);
    assertThat(servlet.overlaps(route)).isEqualTo(overlaps);
  }

  @Test
  void treatsTheEmptyMappingAsTheRoot() {
    PathPattern root = PathPattern.ofMapping("");

    assertThat(root.matches("/")).isTrue();
    assertThat(root.matches("/a")).isFalse();
    assertThat(PathPattern.parse("/").covers(root)).isTrue();
  }
}
