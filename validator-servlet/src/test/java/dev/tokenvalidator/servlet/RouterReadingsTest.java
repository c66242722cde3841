package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterReadingsTest {

  /** Compares every segment of up to four parts with every other. */
  @Test
  void readsASegmentWithAnyOfItsSuffixes() {
    Set<String> segments = segments();
    for (String segment : segments) {
      Set<String> readings = withoutSomeSuffixes(List.of(segment.split("\\.", -1)));
      for (String text : segments) {
        String path = "/x/" + segment.toUpperCase(java.util.Locale.ROOT) + "/y";
        assertThat(RouterReadings.isReadAs(path, 3, 3 + segment.length(), text))
            .as("%s as %s", segment, text)
            .isEqualTo(readings.contains(text));
      }
    }
    assertThat(segments).hasSize(3 + 9 + 27 + 81);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/a | /a",
        "/a/ | /a/",
        "/ | /",
        "/a. | /a. /a",
        "/a./ | /a./ /a/",
        "/a.%.%% | /a.%.%% /a",
        "/%a/b%/c | /%a/b%/c /a/b/c",
        "/a.b | /a.b",
        "/a?b | /a?b /a",
        "/a#b?c | /a#b?c /a",
        "/a.?b | /a.?b /a. /a",
        "/a/.json | /a/.json /a/",
        "/a/.json. | /a/.json. /a/ /a/.json /a/",
        "/.json | /.json /",
        "/a/... | /a/... /a/ /a/",
        "/a#b/c | /a#b/c /a",
      })
  void readsAPathLikeFileSystemsAndParsers(String path, String readings) {
    // '%' stands for a space, which separates the readings.
    assertThat(RouterReadings.of(path.replace('%', ' ')))
        .containsExactly(
            List.of(readings.split(" ", -1)).stream()
                .map(it -> it.replace('%', ' '))
                .toArray(String[]::new));
  }

  private static Set<String> segments() {
    List<String> all = new ArrayList<>();
    List<String> longest = List.of("");
    for (int parts = 1; parts <= 4; parts++) {
      List<String> longer = new ArrayList<>();
      for (String segment : longest) {
        for (String part : List.of("a", "b", "")) {
          longer.add(parts == 1 ? part : segment + "." + part);
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return new LinkedHashSet<>(all);
  }

  private static Set<String> withoutSomeSuffixes(List<String> parts) {
    Set<String> readings = new LinkedHashSet<>();
    for (int kept = 0; kept < 1 << (parts.size() - 1); kept++) {
      StringBuilder reading = new StringBuilder(parts.get(0));
      for (int i = 1; i < parts.size(); i++) {
        if ((kept & (1 << (i - 1))) != 0) {
          reading.append('.').append(parts.get(i));
        }
      }
      readings.add(reading.toString());
    }
    return readings;
  }
}
