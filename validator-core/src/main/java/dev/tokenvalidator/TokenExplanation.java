package dev.tokenvalidator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@link AccessTokenValidator#explain} found out about a token, for the operator: each check
 * with its result, and what would make a refused token acceptable.
 *
 * <p>It holds claims of the token, which may name a person, so never send it to a client. It does
 * not hold the signature. A text of the token is escaped in {@link Check} and {@link Advice};
 * {@link #header} and {@link #claims} are as in the token.
 *
 * @param outcome whether the token would be accepted now
 * @param reason why it is refused; empty if it is not
 * @param problem what ended the validation, in one line; empty if the token is valid
 * @param proven whether a key of the issuer has signed the token. If not, anyone may have written
 *     it, and there is no {@link Advice}
 * @param header the protected header, JSON; empty if the token has none that can be read
 * @param claims the claims set, JSON; empty if the token has none that can be read
 * @param checks in the order of the validation
 */
public record TokenExplanation(
    Outcome outcome,
    Optional<Reason> reason,
    Optional<String> problem,
    boolean proven,
    Optional<String> header,
    Optional<String> claims,
    List<Check> checks) {

  /** Copies the list. */
  public TokenExplanation {
    checks = List.copyOf(checks);
  }

  /** Whether a token is accepted. */
  public enum Outcome {
    /** It is valid. */
    ACCEPTED,
    /** It is not valid. */
    REFUSED,
    /** That cannot be decided now, because the issuer's keys are unavailable. */
    UNDECIDED
  }

  /** The result of a check. */
  public enum Verdict {
    /** The token has what is expected. */
    PASSED,
    /** It has not. */
    FAILED,
    /** The check was not made, because an earlier one failed. */
    SKIPPED
  }

  /**
   * One check of a token.
   *
   * @param name of the header parameter or claim, or what is checked
   * @param expected what the settings ask for
   * @param found what the token has, escaped and cut
   * @param verdict the result
   * @param reason why a token is refused that fails this check; empty if it did not fail
   * @param advice what to do if it failed. Given only for a token whose signature is proven
   */
  public record Check(
      String name,
      String expected,
      String found,
      Verdict verdict,
      Optional<Reason> reason,
      Optional<Advice> advice) {

    static Check passed(String name, String expected, String found) {
      return new Check(name, expected, found, Verdict.PASSED, Optional.empty(), Optional.empty());
    }

    static Check failed(String name, InvalidTokenException refusal, Optional<Advice> advice) {
      return new Check(
          name,
          refusal.explanation().expected(),
          refusal.explanation().found(),
          Verdict.FAILED,
          Optional.of(refusal.reason()),
          advice);
    }

    static Check skipped(String name, String expected, String found) {
      return new Check(name, expected, found, Verdict.SKIPPED, Optional.empty(), Optional.empty());
    }

    Check withAdvice(Optional<Advice> other) {
      return new Check(name, expected, found, verdict, reason, other);
    }
  }

  /**
   * What would make a token acceptable.
   *
   * @param text what to change, at the issuer or here, and what that costs
   * @param settings the settings that would accept it, by their names in camel case, with the
   *     values as settings by name have them; empty if something else must change
   */
  public record Advice(String text, Map<String, String> settings) {

    /** Copies the map, and keeps its order. */
    public Advice {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    static Advice of(String text) {
      return new Advice(text, Map.of());
    }

    /** As settings by name: {@code acceptTypes=at+jwt,JWT accessTokenMark=typ=Bearer}. */
    static String assignments(Map<String, String> settings) {
      return settings.entrySet().stream()
          .map(setting -> setting.getKey() + "=" + setting.getValue())
          .collect(Collectors.joining(" "));
    }
  }

  /**
   * All settings of the advice together: what would accept the token, if nothing else fails.
   *
   * @return by names in camel case, unmodifiable
   */
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    checks.forEach(check -> check.advice().ifPresent(advice -> all.putAll(advice.settings())));
    return Collections.unmodifiableMap(all);
  }

  /** Outcome and problem in one line. */
  @Override
  public String toString() {
    return outcome + problem.map(text -> ": " + text).orElse("") + (proven ? "" : " (not proven)");
  }
}
