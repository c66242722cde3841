package dev.tokenvalidator.internal.settings;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Protected resources in text, one a line: the identifier, and more in words with parentheses.
 *
 * <pre>
 * https://shop.example/mcp  name(Shop tools) scopes(read:products write:orders)
 * https://shop.example/api  path(/api/v2) documentation(https://shop.example/docs)
 * </pre>
 *
 * <p>The words are {@code path}, {@code name}, {@code scopes}, {@code documentation}, {@code
 * policy}, {@code termsOfService} and {@code collectScopes}, which has no parentheses.
 */
final class ResourceText {

  private static final Pattern WORD =
      Pattern.compile("\\s+(?:(\\w+)\\(([^()]*)\\)|(collectScopes))");

  private ResourceText() {}

  /**
   * Reads all lines.
   *
   * @param setting the name that the operator wrote
   * @throws InvalidSettingException naming the setting, if a line is malformed
   */
  static List<ProtectedResource> parseAll(String setting, String text) {
    List<ProtectedResource> all = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        all.add(parse(setting, line));
      }
    }
    if (all.isEmpty()) {
      throw new InvalidSettingException(setting, "names no resource; name one, or remove it");
    }
    return all;
  }

  private static ProtectedResource parse(String setting, String line) {
    String identifier = line.split("\\s", 2)[0];
    try {
      ProtectedResource resource = ProtectedResource.of(identifier);
      Matcher word = WORD.matcher(line);
      Set<String> seen = new HashSet<>();
      int at = identifier.length();
      while (at < line.length()) {
        if (!word.find(at) || word.start() != at) {
          throw malformed(setting, line.substring(at));
        }
        String name = word.group(1) == null ? word.group(3) : word.group(1);
        if (!seen.add(name)) {
          throw new InvalidSettingException(setting, "has " + name + " twice for one resource");
        }
        resource = with(resource, name, word.group(2), setting);
        at = word.end();
      }
      return resource;
    } catch (InvalidSettingException e) {
      throw e.setting().equals(setting) ? e : renamed(setting, e);
    }
  }

  private static ProtectedResource with(
      ProtectedResource resource, String name, @Nullable String given, String setting) {
    if (given == null) {
      return resource.withCollectedScopes();
    }
    String text = given.strip();
    return switch (name) {
      case "path" -> resource.withPath(text);
      case "name" -> resource.withName(text);
      case "scopes" -> resource.withScopesSupported(text.split("[\\s,]+"));
      case "documentation" -> resource.withDocumentation(text);
      case "policy" -> resource.withPolicy(text);
      case "termsOfService" -> resource.withTermsOfService(text);
      default -> throw malformed(setting, name);
    };
  }

  private static InvalidSettingException malformed(String setting, String found) {
    return new InvalidSettingException(
        setting,
        "has \""
            + found.strip()
            + "\" behind the identifier; what may follow is path(...), name(...), scopes(...),"
            + " documentation(...), policy(...), termsOfService(...) and collectScopes, and each"
            + " resource has its own line");
  }

  private static InvalidSettingException renamed(String setting, InvalidSettingException problem) {
    InvalidSettingException renamed = new InvalidSettingException(setting, problem.problem());
    renamed.initCause(problem);
    return renamed;
  }
}
