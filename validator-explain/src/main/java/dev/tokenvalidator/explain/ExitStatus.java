package dev.tokenvalidator.explain;

import dev.tokenvalidator.TokenExplanation.Outcome;

/** How the command ends, for scripts. */
enum ExitStatus {
  ACCEPTED(0),
  REFUSED(1),
  WRONG_USE(2),
  UNDECIDED(3);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  static ExitStatus of(Outcome outcome) {
    return switch (outcome) {
      case ACCEPTED -> ACCEPTED;
      case REFUSED -> REFUSED;
      case UNDECIDED -> UNDECIDED;
    };
  }

  int code() {
    return code;
  }
}
