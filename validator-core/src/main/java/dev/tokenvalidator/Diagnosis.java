package dev.tokenvalidator;

import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.internal.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes every check of a token on its own, so that the operator learns of all differences at once.
 * Decides nothing. Safe for use by several threads.
 */
final class Diagnosis {

  /** Claims in which known issuers name the client: Keycloak and Auth0, Okta, Entra v1. */
  private static final List<String> CLIENT_ID_CLAIMS =
      List.of("client_id", "azp", "cid", "appid", "clientId");

  private final TokenTypes types;
  private final ClaimsRules rules;
  private final IssuerNameAdvice issuerName;

  Diagnosis(TokenTypes types, ClaimsRules rules, IssuerNameAdvice issuerName) {
    this.types = types;
    this.rules = rules;
    this.issuerName = issuerName;
  }

  /** A check that may fail. */
  private interface Step {
    void run();
  }

  /**
   * Adds to a refusal what would make the token acceptable: for the reason of the refusal, and for
   * everything else that differs.
   *
   * @param refusal of a token whose signature is proven
   */
  InvalidTokenException explain(
      InvalidTokenException refusal, JoseHeader header, ClaimsSet claims) {
    List<Check> failed =
        // Without the rules of the application: they have run, and may not be asked twice.
        checksOfUnproven(header, claims).stream()
            .filter(check -> check.verdict() == Verdict.FAILED)
            .toList();
    if (failed.isEmpty()) {
      return refusal;
    }
    if (types.saysOtherKind(header, claims)) {
      // What would make it an access token is of no use to anybody.
      failed = failed.subList(0, 1);
    }
    List<String> hints = new ArrayList<>();
    failed.get(0).advice().ifPresent(advice -> hints.add(advice.text()));
    for (Check other : failed.subList(1, failed.size())) {
      hints.add(
          "also expected "
              + other.expected()
              + ", found "
              + other.found()
              + other.advice().map(advice -> ": " + advice.text()).orElse(""));
    }
    Map<String, String> settings =
        failed.stream()
            .flatMap(check -> check.advice().stream())
            .flatMap(advice -> advice.settings().entrySet().stream())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    if (failed.size() > 1 && settings.size() > 1) {
      hints.add("settings together: " + Advice.assignments(settings));
    }
    return hints.isEmpty() ? refusal : refusal.withHint(String.join("; ", hints));
  }

  /** All checks of a proven token, in the order of the validation. */
  List<Check> checks(JoseHeader header, ClaimsSet claims) {
    List<Check> checks = checksOfUnproven(header, claims);
    if (checks.stream().noneMatch(check -> check.verdict() == Verdict.FAILED)) {
      checks.add(customRules(claims));
    }
    return checks;
  }

  private Check customRules(ClaimsSet claims) {
    String name = "rules of this application";
    try {
      return check(name, "to hold", "they do", () -> rules.check(claims), Diagnosis::hintOf);
    } catch (RuntimeException e) {
      InvalidTokenException thrown =
          new InvalidTokenException(Reason.INTERNAL_ERROR, Explanation.unexpected(e));
      return Check.failed(name, thrown, hintOf(thrown));
    }
  }

  /**
   * All checks but those of the application, which are about access tokens: unproven claims never
   * become one.
   */
  List<Check> checksOfUnproven(JoseHeader header, ClaimsSet claims) {
    List<Check> checks = new ArrayList<>();
    checks.add(type(header, claims));
    checks.add(kind(header, claims));
    checks.add(issuer(header, claims));
    checks.add(client(header, claims));
    Check audience = audience(claims);
    checks.add(audience);
    if (audience.verdict() == Verdict.PASSED) {
      checks.add(organization(claims));
    }
    checks.add(times(claims));
    checks.add(plain("cnf", "none", claims, () -> ClaimsRules.checkNotSenderConstrained(claims)));
    checks.add(plain("sub", "the subject", claims, () -> rules.subject(claims)));
    checks.add(scopes(header, claims));
    checks.add(
        plain("jti", "a string, if it is there", claims, () -> claims.optionalString("jti")));
    return checks;
  }

  private Check type(JoseHeader header, ClaimsSet claims) {
    return check(
        "typ",
        types.toString(),
        header.type() == null ? "none" : Quoted.own(header.type()),
        () -> types.checkHeader(header),
        e -> Optional.of(types.advice(header, claims)));
  }

  /** Without a mark the type alone decides, so a sign of another kind is shown, not judged. */
  private Check kind(JoseHeader header, ClaimsSet claims) {
    String name = "kind of token";
    String expected = "an access token";
    String otherKind = TypeAdvice.otherKind(null, claims);
    Check check =
        check(
            name,
            expected,
            "nothing else",
            () -> types.checkClaims(header, claims),
            e -> TypeAdvice.ofKind(claims));
    return check.verdict() == Verdict.PASSED && otherKind != null
        ? Check.skipped(name, expected, otherKind)
        : check;
  }

  private Check issuer(JoseHeader header, ClaimsSet claims) {
    return check(
        "iss",
        Quoted.own(rules.issuer()),
        shown(claims, "iss"),
        () -> rules.checkIssuer(claims),
        e -> issuerName.of(claims, !mayBeOfOtherKind(header, claims)));
  }

  private Check client(JoseHeader header, ClaimsSet claims) {
    return check(
        rules.clientIdClaim(),
        "the client id",
        shown(claims, rules.clientIdClaim()),
        () -> rules.clientId(claims),
        e -> clientIdAdvice(header, claims));
  }

  private Check audience(ClaimsSet claims) {
    return check(
        "aud",
        rules.expectedAudience(),
        shown(claims, "aud"),
        () -> rules.checkAudience(claims.audience(), clientIdIn(claims, claims.audience())),
        e ->
            e.reason() == Reason.MISSING_CLAIM
                ? Optional.of(Advice.of(AudienceHints.missing(rules.audience())))
                : hintOf(e));
  }

  private Check organization(ClaimsSet claims) {
    return plain(
        "organization_id",
        "organizations " + rules.organizations(),
        claims,
        () -> rules.organization(claims, claims.audience()));
  }

  private Check times(ClaimsSet claims) {
    return check(
        "exp, nbf, iat",
        "a time at which it is valid",
        shown(claims, "exp") + ", " + shown(claims, "nbf") + ", " + shown(claims, "iat"),
        () -> rules.checkTimes(claims),
        Diagnosis::hintOf);
  }

  /** A check of one claim, whose refusal has all the advice there is. */
  private static Check plain(String claim, String expected, ClaimsSet claims, Step step) {
    return check(claim, expected, shown(claims, claim), step, Diagnosis::hintOf);
  }

  private Check scopes(JoseHeader header, ClaimsSet claims) {
    String claim = rules.scopes().claim();
    Optional<Advice> advice = scopeAdvice(claim, header, claims);
    Check check =
        check(
            claim,
            "scopes, as " + rules.scopes().format(),
            shown(claims, claim),
            () -> rules.scopes().read(claims),
            e -> advice);
    return claims.has(claim) ? check : check.withAdvice(advice);
  }

  /** ID tokens have roles and permissions as well; hardly one has scopes. */
  private Optional<Advice> scopeAdvice(String configured, JoseHeader header, ClaimsSet claims) {
    if (isOfOtherKind(claims)) {
      return Optional.empty();
    }
    return ScopeCandidate.in(claims.all())
        .filter(candidate -> candidate.claim().equals("scope") || !mayBeOfOtherKind(header, claims))
        .filter(candidate -> candidate.mayReplace(configured))
        .map(candidate -> new Advice(candidate.advice(configured), candidate.settings(configured)));
  }

  /** Settings are proposed for access tokens only. */
  private boolean mayBeOfOtherKind(JoseHeader header, ClaimsSet claims) {
    return types.mayBeOfOtherKind(header, claims) || isOfOtherKind(claims);
  }

  private static boolean isOfOtherKind(ClaimsSet claims) {
    return TypeAdvice.otherKind(null, claims) != null;
  }

  private Optional<Advice> clientIdAdvice(JoseHeader header, ClaimsSet claims) {
    List<String> candidates =
        CLIENT_ID_CLAIMS.stream()
            .filter(claim -> !claim.equals(rules.clientIdClaim()))
            .filter(claim -> claims.all().get(claim) instanceof String id && !id.isEmpty())
            .toList();
    if (candidates.isEmpty() || mayBeOfOtherKind(header, claims)) {
      return Optional.of(
          Advice.of(
              "let the issuer name the client in "
                  + rules.clientIdClaim()
                  + " (RFC 9068 section 2.2; Spring Authorization Server: an"
                  + " OAuth2TokenCustomizer)"));
    }
    return Optional.of(
        new Advice(
            "this issuer may name the client in "
                + candidates.stream()
                    .map(claim -> claim + " (" + shown(claims, claim) + ")")
                    .collect(Collectors.joining(" or "))
                + ": set clientIdClaim="
                + candidates.get(0)
                + "; then every token must name it there",
            Map.of("clientIdClaim", candidates.get(0))));
  }

  /** The name of the client, which the audience must not be: in any claim, and in the subject. */
  private static @Nullable String clientIdIn(ClaimsSet claims, List<String> audience) {
    return Stream.concat(CLIENT_ID_CLAIMS.stream(), Stream.of("sub"))
        .map(claim -> claims.all().get(claim))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(audience::contains)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Advice> hintOf(InvalidTokenException e) {
    return e.explanation().hint().map(Advice::of);
  }

  private static Check check(
      String name,
      String expected,
      String found,
      Step step,
      Function<InvalidTokenException, Optional<Advice>> advice) {
    try {
      step.run();
      return Check.passed(name, expected, found);
    } catch (InvalidTokenException e) {
      return Check.failed(name, e, advice.apply(e));
    }
  }

  /** A claim of a proven token. */
  private static String shown(ClaimsSet claims, String name) {
    Object value = claims.all().get(name);
    return claims.has(name) ? Quoted.own(String.valueOf(value)) : "none";
  }
}
