package dev.tokenvalidator;

import dev.tokenvalidator.SignatureVerification.AlreadyRemembered;
import dev.tokenvalidator.SignatureVerification.Proven;
import dev.tokenvalidator.SignatureVerification.Result;
import dev.tokenvalidator.TokenExplanation.Advice;
import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Explains a token to an operator who has it. Makes the checks of the validation, and reports
 * nothing to listener and log. Safe for use by several threads.
 */
final class TokenExplainer {

  private static final String FORM = "form";
  private static final String SIGNATURE = "signature";
  private static final String CLAIMS = "claims";

  private final String issuer;
  private final Consumer<CompactJws> headerCheck;
  private final SignatureVerification verification;
  private final Diagnosis diagnosis;

  /**
   * @param issuer its identifier
   * @param headerCheck checks what can be told before the signature is verified
   */
  TokenExplainer(
      String issuer,
      Consumer<CompactJws> headerCheck,
      SignatureVerification verification,
      Diagnosis diagnosis) {
    this.issuer = issuer;
    this.headerCheck = headerCheck;
    this.verification = verification;
    this.diagnosis = diagnosis;
  }

  /** A text that is no JWS. */
  static TokenExplanation malformed(JwsException e) {
    InvalidTokenException refusal = InvalidTokenException.of(e, Optional.empty());
    return refused(
        refusal, false, Optional.empty(), Optional.empty(), List.of(failed(FORM, refusal)));
  }

  /** A token of none of several issuers. */
  static TokenExplanation ofOtherIssuer(InvalidTokenException refusal, CompactJws jws) {
    return refused(
        refusal,
        false,
        Optional.of(jws.headerText()),
        Optional.of(jws.payloadText()),
        List.of(failed("iss", refusal)));
  }

  TokenExplanation explain(String text, CompactJws jws) {
    List<Check> checks = new ArrayList<>();
    checks.add(Check.passed(FORM, "three parts, strictly encoded", "three parts"));
    try {
      headerCheck.accept(jws);
    } catch (InvalidTokenException e) {
      checks.add(failed(e.reason() == Reason.WRONG_TYPE ? "typ" : "alg", e));
      checks.add(notVerified());
      return unproven(e, checks, jws);
    }
    Result verified;
    try {
      verified = verification.verify(text, jws, null, null);
    } catch (ValidationUnavailableException e) {
      checks.add(notVerified());
      return undecided(e, checks, jws);
    } catch (JwsException e) {
      return unsigned(InvalidTokenException.of(e, Optional.empty()), checks, jws);
    } catch (InvalidTokenException e) {
      return e.reason() == Reason.ALGORITHM_MISMATCH && isSettingProposed(e)
          ? signedByOtherAlgorithm(e, checks, jws)
          : unsigned(e, checks, jws);
    }
    checks.add(Check.passed(SIGNATURE, expectedSignature(), "one that verifies"));
    try {
      checks.addAll(diagnosis.checks(jws.header(), provenClaims(verified)));
    } catch (InvalidTokenException e) {
      checks.add(failed(CLAIMS, e));
    }
    return outcome(checks, jws);
  }

  /**
   * The claims of a token whose signature verifies.
   *
   * @throws InvalidTokenException if they are malformed
   */
  private static ClaimsSet provenClaims(Result verified) {
    if (verified instanceof AlreadyRemembered remembered) {
      return ClaimsSet.validated(remembered.token().token().claims());
    }
    Proven proven = (Proven) verified;
    proven.turn().countGood();
    return ClaimsSet.of(proven.jws());
  }

  private String expectedSignature() {
    return "one by a key of " + issuer;
  }

  private Check notVerified() {
    return Check.skipped(SIGNATURE, expectedSignature(), "not verified");
  }

  private static TokenExplanation outcome(List<Check> checks, CompactJws jws) {
    Check failed =
        checks.stream().filter(check -> check.verdict() == Verdict.FAILED).findFirst().orElse(null);
    return new TokenExplanation(
        failed == null ? Outcome.ACCEPTED : Outcome.REFUSED,
        Optional.ofNullable(failed).flatMap(Check::reason),
        Optional.ofNullable(failed)
            .map(check -> Explanation.of(check.expected(), check.found()).sentence()),
        true,
        Optional.of(jws.headerText()),
        Optional.of(jws.payloadText()),
        checks);
  }

  private TokenExplanation undecided(
      ValidationUnavailableException e, List<Check> checks, CompactJws jws) {
    checks.addAll(unproven(jws, checks));
    return new TokenExplanation(
        Outcome.UNDECIDED,
        e.reason(),
        Optional.of(String.valueOf(e.getMessage())),
        false,
        Optional.of(jws.headerText()),
        Optional.of(jws.payloadText()),
        checks);
  }

  private static boolean isSettingProposed(InvalidTokenException e) {
    return e.explanation().hint().filter(hint -> hint.contains(" set algorithms=")).isPresent();
  }

  /** The setting is proposed only for a token that the key has signed. */
  private TokenExplanation signedByOtherAlgorithm(
      InvalidTokenException refusal, List<Check> checks, CompactJws jws) {
    String hint = refusal.explanation().hint().orElseThrow();
    checks.add(
        Check.failed(
            "alg",
            refusal,
            Optional.of(
                new Advice(hint, Map.of("algorithms", jws.header().algorithm().toString())))));
    checks.add(Check.passed(SIGNATURE, expectedSignature(), "one that verifies"));
    try {
      checks.addAll(diagnosis.checksOfUnproven(jws.header(), ClaimsSet.unverified(jws)));
    } catch (InvalidTokenException e) {
      checks.add(failed(CLAIMS, e));
    }
    return refused(
        refusal, true, Optional.of(jws.headerText()), Optional.of(jws.payloadText()), checks);
  }

  private TokenExplanation unsigned(
      InvalidTokenException refusal, List<Check> checks, CompactJws jws) {
    checks.add(failed(SIGNATURE, refusal));
    return unproven(refusal, checks, jws);
  }

  private TokenExplanation unproven(
      InvalidTokenException refusal, List<Check> checks, CompactJws jws) {
    checks.addAll(unproven(jws, checks));
    return refused(
        refusal, false, Optional.of(jws.headerText()), Optional.of(jws.payloadText()), checks);
  }

  /** The checks that were not made yet, without advice: anyone may have written what they find. */
  private List<Check> unproven(CompactJws jws, List<Check> made) {
    Set<String> names = made.stream().map(Check::name).collect(Collectors.toSet());
    try {
      return diagnosis.checksOfUnproven(jws.header(), ClaimsSet.unverified(jws)).stream()
          .filter(check -> !names.contains(check.name()))
          .map(check -> check.withAdvice(Optional.empty()))
          .toList();
    } catch (InvalidTokenException e) {
      return List.of(failed(CLAIMS, e));
    }
  }

  private static Check failed(String name, InvalidTokenException e) {
    return Check.failed(name, e, Optional.empty());
  }

  private static TokenExplanation refused(
      InvalidTokenException e,
      boolean proven,
      Optional<String> header,
      Optional<String> claims,
      List<Check> checks) {
    return new TokenExplanation(
        Outcome.REFUSED,
        Optional.of(e.reason()),
        Optional.of(e.explanation().sentence()),
        proven,
        header,
        claims,
        checks);
  }
}
