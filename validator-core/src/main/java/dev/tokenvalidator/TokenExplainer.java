package dev.tokenvalidator;

import dev.tokenvalidator.SignatureVerification.AlreadyRemembered;
import dev.tokenvalidator.SignatureVerification.Proven;
import dev.tokenvalidator.SignatureVerification.Result;
import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.JwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Explains a token to an operator who has it. Makes the checks of the validation, and reports
 * nothing to listener and log. Safe for use by several threads.
 */
final class TokenExplainer {

  private static final String FORM = "form";
  private static final String SIGNATURE = "signature";

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
      ClaimsSet claims = provenClaims(text, jws);
      checks.add(Check.passed(SIGNATURE, "one by a key of " + issuer, "one that verifies"));
      checks.addAll(diagnosis.checks(jws.header(), claims));
      return outcome(checks, jws);
    } catch (ValidationUnavailableException e) {
      checks.add(Check.skipped(SIGNATURE, "one by a key of " + issuer, "not verified"));
      checks.addAll(unproven(jws));
      return new TokenExplanation(
          Outcome.UNDECIDED,
          e.reason(),
          Optional.of(String.valueOf(e.getMessage())),
          false,
          Optional.of(jws.headerText()),
          Optional.of(jws.payloadText()),
          checks);
    } catch (JwsException e) {
      return unproven(InvalidTokenException.of(e, Optional.empty()), checks, jws);
    } catch (InvalidTokenException e) {
      return unproven(e, checks, jws);
    }
  }

  /**
   * The claims of a token whose signature verifies.
   *
   * @throws JwsException if it does not
   * @throws InvalidTokenException if no key of the issuer fits
   * @throws ValidationUnavailableException if that cannot be decided now
   */
  private ClaimsSet provenClaims(String text, CompactJws jws) throws JwsException {
    Result verified = verification.verify(text, jws, null, null);
    if (verified instanceof AlreadyRemembered remembered) {
      return ClaimsSet.validated(remembered.token().token().claims());
    }
    Proven proven = (Proven) verified;
    proven.turn().countGood();
    return ClaimsSet.of(proven.jws());
  }

  private static TokenExplanation outcome(List<Check> checks, CompactJws jws) {
    Check failed =
        checks.stream().filter(check -> check.verdict() == Verdict.FAILED).findFirst().orElse(null);
    return new TokenExplanation(
        failed == null ? Outcome.ACCEPTED : Outcome.REFUSED,
        Optional.ofNullable(failed).flatMap(Check::reason),
        Optional.ofNullable(failed)
            .map(check -> "expected " + check.expected() + ", found " + check.found()),
        true,
        Optional.of(jws.headerText()),
        Optional.of(jws.payloadText()),
        checks);
  }

  private TokenExplanation unproven(
      InvalidTokenException refusal, List<Check> checks, CompactJws jws) {
    checks.add(failed(SIGNATURE, refusal));
    checks.addAll(unproven(jws));
    return refused(
        refusal, false, Optional.of(jws.headerText()), Optional.of(jws.payloadText()), checks);
  }

  /** The other checks, without advice: anyone may have written what they find. */
  private List<Check> unproven(CompactJws jws) {
    try {
      return diagnosis.checks(jws.header(), ClaimsSet.unverified(jws)).stream()
          .map(check -> check.withAdvice(Optional.empty()))
          .toList();
    } catch (InvalidTokenException e) {
      return List.of(failed("claims", e));
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
        Optional.of(e.explanation().toString()),
        proven,
        header,
        claims,
        checks);
  }
}
