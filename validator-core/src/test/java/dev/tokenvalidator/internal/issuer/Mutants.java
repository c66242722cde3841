package dev.tokenvalidator.internal.issuer;

/** Machines with a fault, which a search or a simulation must find. */
final class Mutants {

  private Mutants() {}

  /**
   * The rule that came before: a set has the last word for 30 seconds from its arrival, whenever
   * its fetch was begun and the key id was first seen.
   */
  static KeyMachine formerRule() {
    KeyJudge judge =
        new KeyJudge(KeyRules.DEFAULT.replicaLag()) {
          @Override
          boolean isProvenAbsent(KeyState state, String keyId, Moment now) {
            CurrentSet current = state.current();
            return current != null
                && state.asked().find(keyId) != null
                && !state.isUnderWay()
                && now.since(current.arrived()) <= FRESH;
          }
        };
    return new KeyMachine(KeyRules.DEFAULT, judge) {
      @Override
      void wantWhatIsOwed(Draft draft, CurrentSet set) {}
    };
  }
}
