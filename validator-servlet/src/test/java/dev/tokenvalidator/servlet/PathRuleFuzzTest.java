package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the path rule with a naive one, with containers and with {@link URI}. The documentation
 * shows how to run it longer than its seeds take.
 */
class PathRuleFuzzTest {

  /** One line each: raw URI, context path, servlet path, path info, names of parameters. */
  @FuzzTest
  void acceptsWhatTheNaiveRuleAccepts(byte[] input) {
    List<String> lines = List.of(new String(input, UTF_8).split("\n", -1));
    String raw = lines.get(0);
    String context = lines.size() > 1 ? lines.get(1) : "";
    String servletPath = lines.size() > 2 ? lines.get(2) : "";
    String pathInfo = lines.size() > 3 && !lines.get(3).isEmpty() ? lines.get(3) : null;
    Set<String> parameters = lines.size() > 4 ? Set.of(lines.get(4)) : Set.of();

    check(raw, context, servletPath, pathInfo, parameters);
  }

  /** The first line is the raw URI, the second the name of a parameter. */
  @FuzzTest
  void acceptsOnlyWhatEveryContainerReadsAlike(byte[] input) {
    String[] lines = new String(input, UTF_8).split("\n", -1);
    Set<String> parameters = lines.length > 1 ? Set.of(lines[1]) : Set.of();

    for (ContainerView view : ContainerView.values()) {
      String seen = view.of(lines[0]);
      if (seen != null) {
        check(lines[0], "", seen, null, parameters);
      }
    }
  }

  private static void check(
      String raw,
      String context,
      String servletPath,
      @Nullable String pathInfo,
      Set<String> parameters) {
    RequestTarget target =
        RequestTarget.read(raw, context, servletPath, pathInfo, null, parameters);
    String expected = NaivePathRule.path(raw, context, servletPath, pathInfo, parameters);

    assertThat(target == null ? null : target.path()).isEqualTo(expected);
    if (target != null) {
      assertPlain(target.path());
      if (target.welcomeFile() != null) {
        assertPlain(target.welcomeFile());
        assertThat(target.welcomeFile()).startsWith(target.path());
      }
      assertNormal(raw);
    }
  }

  /** A later router finds nothing to normalize. */
  private static void assertPlain(String path) {
    assertThat(path).startsWith("/").doesNotContain("//", "/./", "/../", ";", "\\", "\u0000", "\n");
    assertThat(path.endsWith("/.") || path.endsWith("/..")).isFalse();
  }

  private static void assertNormal(String raw) {
    URI uri;
    try {
      uri = URI.create(raw);
    } catch (IllegalArgumentException e) {
      // Like containers, the rule accepts some text that RFC 3986 requires to be encoded.
      return;
    }
    assertThat(uri.normalize()).isEqualTo(uri);
  }
}
