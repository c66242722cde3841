package dev.tokenvalidator.explain;

import dev.tokenvalidator.TokenExplanation;
import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints a report for a person. */
final class TextReport {

  private final List<String> lines = new ArrayList<>();

  private TextReport() {}

  static List<String> lines(Report report) {
    TextReport text = new TextReport();
    text.outcome(report);
    text.json("header", report.explained().header());
    text.json("claims", report.explained().claims());
    text.checks(report.explained());
    report.proposal().ifPresent(proposal -> text.proposal(proposal, report));
    return text.lines;
  }

  private void outcome(Report report) {
    TokenExplanation explained = report.explained();
    lines.add(
        explained.outcome()
            + explained.reason().map(reason -> " " + reason).orElse("")
            + explained.problem().map(problem -> ": " + problem).orElse(""));
    lines.add(
        explained.proven()
            ? "The signature is proven: a key of " + report.issuer() + " has signed the token."
            : "The signature is not proven. Anyone may have written this token, so no setting is"
                + " proposed.");
    report
        .leftAway()
        .ifPresent(text -> lines.add("Left away in front of the token: \"" + text + "\"."));
    if (!report.unusedVariables().isEmpty()) {
      lines.add(
          "Not used, because they say what a request needs: "
              + String.join(", ", report.unusedVariables())
              + ".");
    }
  }

  private void json(String title, Optional<String> text) {
    if (text.isEmpty()) {
      return;
    }
    lines.add("");
    Optional<List<String>> json = ShownJson.lines(text.get());
    if (json.isPresent()) {
      lines.add(title);
      json.get().forEach(line -> lines.add("  " + line));
    } else {
      lines.add(title + ", which is not one strict JSON object");
      lines.add("  " + Ascii.excerpt(text.get(), Report.EXCERPT));
    }
  }

  private void checks(TokenExplanation explained) {
    lines.add("");
    lines.add("checks");
    for (Check check : explained.checks()) {
      lines.add("  " + verdict(check) + check.name() + ": " + expectation(check) + check.found());
      if (explained.proven()) {
        check.advice().ifPresent(advice -> lines.add("          -> " + advice.text()));
      }
    }
  }

  private static String expectation(Check check) {
    return check.expected().isEmpty() ? "" : "expected " + check.expected() + ", found ";
  }

  private static String verdict(Check check) {
    return switch (check.verdict()) {
      case PASSED -> "passed   ";
      case FAILED -> "FAILED   ";
      case SKIPPED -> "skipped  ";
    };
  }

  private void proposal(Proposal proposal, Report report) {
    lines.add("");
    lines.add(title(proposal, report.explained()));
    proposal.inPlaceOf().ifPresent(setting -> lines.add("  in place of " + setting));
    add("Java", proposal.java());
    add("properties", proposal.properties());
    add("environment", proposal.environment());
  }

  private static String title(Proposal proposal, TokenExplanation explained) {
    if (explained.outcome() == Outcome.ACCEPTED) {
      return "settings that would read more from this token";
    }
    return proposal.remaining().isEmpty()
        ? "settings that would accept this token"
        : "settings for a part of it; these checks need another remedy: "
            + String.join("; ", proposal.remaining());
  }

  private void add(String title, List<String> spelled) {
    lines.add("  " + title);
    spelled.forEach(line -> lines.add("    " + line));
  }
}
