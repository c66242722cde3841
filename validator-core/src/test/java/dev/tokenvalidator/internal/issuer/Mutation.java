package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.AskedKeyIds.Entry;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Builds key machines that differ from the real one in one place. */
final class Mutation {

  private Mutation() {}

  @FunctionalInterface
  interface Absence {
    boolean isProven(KeyState state, String keyId, Moment now);
  }

  @FunctionalInterface
  interface StateChange {
    KeyState apply(KeyState state, Event event, Moment now);
  }

  @FunctionalInterface
  interface StepChange {
    Step apply(Step step, KeyState before, Event event, Moment now);
  }

  /** Replaces the rule for absent key ids, and leaves out the second fetch for late callers. */
  static Function<KeyRules, KeyMachine> absence(Absence absence) {
    return rules ->
        withoutFollowUp(
            rules,
            new KeyJudge(rules.replicaLag()) {
              @Override
              boolean isProvenAbsent(KeyState state, String keyId, Moment now) {
                return absence.isProven(state, keyId, now);
              }
            });
  }

  static Function<KeyRules, KeyMachine> proofs(BiPredicate<CurrentSet, Entry> proves) {
    return rules ->
        new KeyMachine(
            rules,
            new KeyJudge(rules.replicaLag()) {
              @Override
              boolean proves(CurrentSet set, Entry seen) {
                return proves.test(set, seen);
              }
            });
  }

  static Function<KeyRules, KeyMachine> freshness(BiPredicate<CurrentSet, Moment> isFresh) {
    return rules ->
        new KeyMachine(
            rules,
            new KeyJudge(rules.replicaLag()) {
              @Override
              boolean isFresh(CurrentSet set, Moment now) {
                return isFresh.test(set, now);
              }
            });
  }

  static Function<KeyRules, KeyMachine> noFollowUp() {
    return rules -> withoutFollowUp(rules, new KeyJudge(rules.replicaLag()));
  }

  private static KeyMachine withoutFollowUp(KeyRules rules, KeyJudge judge) {
    return new KeyMachine(rules, judge) {
      @Override
      void wantWhatIsOwed(Draft draft, CurrentSet set) {}
    };
  }

  /** Accepts every response, also that of an earlier fetch. */
  static Function<KeyRules, KeyMachine> lateResponses() {
    return rules ->
        new KeyMachine(rules) {
          @Override
          boolean isUnderWay(Draft draft, long fetch) {
            return true;
          }
        };
  }

  /** Changes each event before the machine handles it. */
  static Function<KeyRules, KeyMachine> events(BiFunction<KeyState, Event, Event> change) {
    return rules ->
        new KeyMachine(rules) {
          @Override
          Step step(KeyState state, Event event, Moment now) {
            return super.step(state, change.apply(state, event), now);
          }
        };
  }

  /** Changes the state before each step. */
  static Function<KeyRules, KeyMachine> states(StateChange change) {
    return rules ->
        new KeyMachine(rules) {
          @Override
          Step step(KeyState state, Event event, Moment now) {
            return super.step(change.apply(state, event, now), event, now);
          }
        };
  }

  /** Changes the result of each step. */
  static Function<KeyRules, KeyMachine> steps(StepChange change) {
    return rules ->
        new KeyMachine(rules) {
          @Override
          Step step(KeyState state, Event event, Moment now) {
            return change.apply(super.step(state, event, now), state, event, now);
          }
        };
  }
}
