package dev.tokenvalidator.benchmarks.speed;

/** What is measured in processes of its own, but not by JMH. */
enum Probe {
  START_OURS_RS256(Group.START),
  START_NIMBUS_RS256(Group.START),
  START_OURS_ES256(Group.START),
  START_NIMBUS_ES256(Group.START),
  RETAINED_BYTES(Group.MEMORY),
  TOKEN_CHARACTERS(Group.MEMORY),
  QUIET_P99_NANOS(Group.FLOOD),
  FLOOD_P99_NANOS(Group.FLOOD),
  FORGED_REFUSED_PER_SECOND(Group.FLOOD),
  FORGED_UNAVAILABLE_PER_SECOND(Group.FLOOD);

  /** Those that are measured together. */
  enum Group {
    START,
    MEMORY,
    FLOOD
  }

  private final Group group;

  Probe(Group group) {
    this.group = group;
  }

  Group group() {
    return group;
  }
}
