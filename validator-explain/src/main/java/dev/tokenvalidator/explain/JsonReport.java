package dev.tokenvalidator.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tokenvalidator.TokenExplanation;
import dev.tokenvalidator.TokenExplanation.Check;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints a report for a program. The members are documented in docs/explain.md. */
final class JsonReport {

  private final Report report;
  private final JsonGenerator to;

  private JsonReport(Report report, JsonGenerator to) {
    this.report = report;
    this.to = to;
  }

  static List<String> lines(Report report) throws IOException {
    StringWriter written = new StringWriter();
    try (JsonGenerator to = ShownJson.writer(written)) {
      new JsonReport(report, to).write();
    }
    return written.toString().lines().toList();
  }

  private void write() throws IOException {
    TokenExplanation explained = report.explained();
    to.writeStartObject();
    to.writeStringField("outcome", explained.outcome().name());
    to.writeNumberField("exitStatus", report.status().code());
    string("reason", explained.reason().map(Enum::name));
    string("problem", explained.problem());
    to.writeBooleanField("proven", explained.proven());
    to.writeStringField("issuer", report.issuer());
    string("leftAway", report.leftAway());
    strings("unusedVariables", report.unusedVariables());
    json("header", explained.header());
    json("claims", explained.claims());
    to.writeArrayFieldStart("checks");
    for (Check check : explained.checks()) {
      check(check);
    }
    to.writeEndArray();
    to.writeFieldName("proposal");
    if (report.proposal().isPresent()) {
      proposal(report.proposal().get());
    } else {
      to.writeNull();
    }
    to.writeEndObject();
  }

  /** An object, or the beginning of a text that is none. */
  private void json(String name, Optional<String> text) throws IOException {
    Optional<List<String>> lines = text.flatMap(ShownJson::lines);
    to.writeFieldName(name);
    if (lines.isPresent()) {
      ShownJson.copy(text.orElseThrow(), to);
    } else {
      to.writeNull();
    }
    string(
        name + "Excerpt",
        lines.isPresent() ? Optional.empty() : text.map(all -> Ascii.excerpt(all, Report.EXCERPT)));
  }

  private void check(Check check) throws IOException {
    to.writeStartObject();
    to.writeStringField("name", check.name());
    to.writeStringField("expected", check.expected());
    to.writeStringField("found", check.found());
    to.writeStringField("verdict", check.verdict().name());
    string("reason", check.reason().map(Enum::name));
    string(
        "advice",
        report.explained().proven() ? check.advice().map(each -> each.text()) : Optional.empty());
    to.writeEndObject();
  }

  private void proposal(Proposal proposal) throws IOException {
    to.writeStartObject();
    strings("remaining", proposal.remaining());
    string("inPlaceOf", proposal.inPlaceOf());
    to.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : proposal.settings().entrySet()) {
      to.writeStringField(setting.getKey(), setting.getValue());
    }
    to.writeEndObject();
    strings("java", proposal.java());
    strings("properties", proposal.properties());
    strings("environment", proposal.environment());
    to.writeEndObject();
  }

  private void string(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      to.writeStringField(name, value.get());
    } else {
      to.writeNullField(name);
    }
  }

  private void strings(String name, List<String> values) throws IOException {
    to.writeArrayFieldStart(name);
    for (String value : values) {
      to.writeString(value);
    }
    to.writeEndArray();
  }
}
