package dev.tokenvalidator.issuers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of the log proposes.
 *
 * @param differences one for each way in which the token differs from what is expected
 * @param together all settings, where the line lists them once more; empty if it does not
 */
record Proposals(List<Difference> differences, Map<String, String> together) {

  private static final Pattern SETTING = Pattern.compile("(\\w+)=([^\\s;]+)");
  private static final Pattern SETTINGS =
      Pattern.compile("\\bset ((?:\\w+=[^\\s;]+)(?:(?: and | )\\w+=[^\\s;]+)*)");
  private static final Pattern AT_ISSUER =
      Pattern.compile("\\b(?:let|and) the issuer ([^(;]+?) \\(([^)]*)\\)");
  private static final Pattern REQUEST =
      Pattern.compile("\\bparameter (\\w+) of its token request|\\bomit(?:ted)? (\\w+) in its");
  private static final Pattern MISSING = Pattern.compile(", missing ([^;\"]+)");
  private static final String TOGETHER = "; settings together: ";
  private static final String HINT = " hint=\"";

  /**
   * One difference, and the ways to remove it.
   *
   * @param settings that accept the token as it is; empty if there are none
   * @param aim what the issuer should do; empty if it can do nothing
   * @param means how each issuer does it
   * @param parameters what the client should add to its token request
   */
  record Difference(
      Map<String, String> settings,
      Optional<String> aim,
      String means,
      Map<String, String> parameters) {

    /** Whether the issuer and the client must both do something. */
    boolean isForBoth() {
      return aim.isPresent() && aim.get().startsWith("grant ");
    }

    /** The words for one issuer: those after its name, up to the next issuer. */
    Optional<String> meansOf(String vendor) {
      Matcher words = Pattern.compile(Pattern.quote(vendor) + ": ([^;]+)").matcher(means);
      return words.find() ? Optional.of(words.group(1)) : Optional.empty();
    }
  }

  /** Reads a line. */
  static Proposals of(String line, String audience) {
    int start = line.indexOf(HINT);
    if (start < 0) {
      return new Proposals(List.of(), Map.of());
    }
    String hint = line.substring(start + HINT.length()).replaceFirst("\".*$", "");
    Map<String, String> together = Map.of();
    int list = hint.indexOf(TOGETHER);
    if (list >= 0) {
      together = settings(hint.substring(list + TOGETHER.length()));
      hint = hint.substring(0, list);
    }
    List<Difference> differences = new ArrayList<>();
    for (String text : hint.split("; also expected ", -1)) {
      differences.add(difference(text, line, audience));
    }
    return new Proposals(differences, together);
  }

  private static Difference difference(String text, String line, String audience) {
    Matcher settings = SETTINGS.matcher(text);
    Matcher atIssuer = AT_ISSUER.matcher(text);
    boolean named = atIssuer.find();
    return new Difference(
        settings.find() ? settings(settings.group(1)) : Map.of(),
        named ? Optional.of(atIssuer.group(1)) : Optional.empty(),
        named ? atIssuer.group(2) : "",
        parameters(text, line, audience));
  }

  private static Map<String, String> settings(String assignments) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Matcher setting = SETTING.matcher(assignments); setting.find(); ) {
      settings.put(setting.group(1), setting.group(2));
    }
    return settings;
  }

  /** The scope is the one that the line misses, the resource the audience of the application. */
  private static Map<String, String> parameters(String text, String line, String audience) {
    Matcher request = REQUEST.matcher(text);
    if (!request.find()) {
      return Map.of();
    }
    if ("resource".equals(request.group(2))) {
      return Map.of("resource", audience);
    }
    Matcher missing = MISSING.matcher(line);
    if (!missing.find()) {
      throw new IllegalArgumentException("which scope? " + line);
    }
    return Map.of(request.group(1), missing.group(1));
  }
}
