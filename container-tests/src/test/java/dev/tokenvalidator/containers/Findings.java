package dev.tokenvalidator.containers;

import java.util.ArrayList;
import java.util.List;

/** What came out of the requests to one application. */
final class Findings {

  private int requests;
  private int executions;
  private final List<String> insufficient = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  synchronized void request() {
    requests++;
  }

  synchronized void execution() {
    executions++;
  }

  /** Something protected ran without a token that may. */
  synchronized void insufficient(String what) {
    insufficient.add(what);
  }

  /** A canonical target was not served though the token is good for everything. */
  synchronized void refused(String what) {
    refused.add(what);
  }

  synchronized int requests() {
    return requests;
  }

  synchronized int executions() {
    return executions;
  }

  synchronized List<String> insufficient() {
    return insufficient;
  }

  synchronized List<String> refused() {
    return refused;
  }
}
