package dev.tokenvalidator.testing;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The properties of an application that say which tokens it accepts. Those of Spring Security count
 * where ours are absent.
 */
record TokenProperties(Environment environment) {

  private static final String OF_SECURITY = "spring.security.oauth2.resourceserver.jwt.";

  boolean haveIssuer() {
    return Stream.of(
            "token-validator.issuer", "token-validator.logto-endpoint", OF_SECURITY + "issuer-uri")
        .anyMatch(name -> text(name) != null);
  }

  /** The audiences; none if no property has any. */
  List<String> audiences() {
    return words("token-validator.audience", OF_SECURITY + "audiences");
  }

  /** Whether tokens name their organization by the audience, and an application has no other. */
  boolean takeOrganizationForAudience() {
    return text("token-validator.organizations", "").equalsIgnoreCase("by_audience");
  }

  /** The first algorithm that is allowed; the one that is fastest if none is named. */
  String algorithm() {
    return words("token-validator.algorithms", OF_SECURITY + "jws-algorithms").stream()
        .filter(name -> SignatureAlgorithm.named(name).isPresent())
        .findFirst()
        .orElse(TokenKeys.ALGORITHM);
  }

  /** The words of the first of these properties that is there. */
  List<String> words(String... names) {
    for (String name : names) {
      String text = text(name);
      if (text != null) {
        return Stream.of(text.split("[\\s,]+", -1)).filter(word -> !word.isEmpty()).toList();
      }
    }
    return List.of();
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  /** A text, or the texts of a list, separated by spaces. */
  private @Nullable String text(String name) {
    String text = environment.getProperty(name);
    if (text != null) {
      return text.strip();
    }
    List<String> elements = new ArrayList<>();
    String element = environment.getProperty(name + "[0]");
    while (element != null) {
      elements.add(element);
      element = environment.getProperty(name + "[" + elements.size() + "]");
    }
    return elements.isEmpty() ? null : String.join(" ", elements);
  }
}
