package dev.tokenvalidator.containers;

import java.util.ArrayList;
import java.util.List;

/** The results of the requests to one application. */
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

  /** Adds a protected endpoint that ran without a sufficient token. */
  synchronized void insufficient(String what) {
    insufficient.add(what);
  }

  /** Adds a canonical target that was refused with a token that has every scope. */
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
