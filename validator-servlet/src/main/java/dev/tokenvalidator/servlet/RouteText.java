package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads routes from text, one a line, in the words of the Java API.
 *
 * <pre>
 * # method or *, pattern, what it needs
 * GET  /products      allOf(read:products)
 * *    /health        open
 * *    /orgs/{org}/*  anyOf(read write) machineOnly organization(org)
 * </pre>
 */
final class RouteText {

  private RouteText() {}

  /**
   * Reads routes.
   *
   * @param source the name of the setting
   * @throws InvalidSettingException naming the line that is malformed
   */
  static List<Route> parse(String text, String source) {
    List<Route> routes = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> routes.add(parseLine(line, source + ", route " + (routes.size() + 1))));
    return routes;
  }

  private static Route parseLine(String line, String source) {
    List<String> words = words(line);
    if (words.size() < 3) {
      throw Route.malformed(line, "a route is a method or *, a pattern, and what it needs");
    }
    String method = words.get(0).equals("*") ? null : words.get(0);
    return Route.of(method, words.get(1), access(line, words.subList(2, words.size())), source);
  }

  private static Access access(String line, List<String> words) {
    try {
      Access access = base(words.get(0));
      if (access == null) {
        throw Route.malformed(
            line, "after the pattern comes open, authenticated, allOf(...) or anyOf(...)");
      }
      for (String word : words.subList(1, words.size())) {
        access = refine(line, access, word);
      }
      return access;
    } catch (InvalidSettingException e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw Route.malformed(line, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Access base(String word) {
    String all = argument(word, "allOf");
    if (all != null) {
      return Access.allOf(scopes(all));
    }
    String any = argument(word, "anyOf");
    if (any != null) {
      return Access.anyOf(scopes(any));
    }
    return switch (word) {
      case "open" -> Access.open();
      case "authenticated" -> Access.authenticated();
      default -> null;
    };
  }

  private static Access refine(String line, Access access, String word) {
    String part = argument(word, "organization");
    if (part != null) {
      return access.organization(part);
    }
    return switch (word) {
      case "machineOnly" -> access.machineOnly();
      case "anyOrganization" -> access.anyOrganization();
      default ->
          throw Route.malformed(
              line, "\"" + word + "\" is not machineOnly, organization(part) or anyOrganization");
    };
  }

  private static String[] scopes(String argument) {
    if (argument.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "separate scopes by spaces; a scope with a comma can be set in code only");
    }
    if (argument.indexOf('(') >= 0 || argument.indexOf(')') >= 0) {
      throw new IllegalArgumentException(
          "separate the words of a route by spaces; a scope with a bracket can be set in code only");
    }
    return argument.isBlank() ? new String[0] : argument.strip().split("\\s+");
  }

  /** The text between the brackets; null for another word. */
  private static @Nullable String argument(String word, String name) {
    return word.startsWith(name + "(") && word.endsWith(")")
        ? word.substring(name.length() + 1, word.length() - 1)
        : null;
  }

  /** Splits at spaces outside brackets. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inBrackets = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isWhitespace(c) && !inBrackets) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        inBrackets = c == '(' || (inBrackets && c != ')');
        word.append(c);
      }
    }
    words.add(word.toString());
    return words;
  }
}
