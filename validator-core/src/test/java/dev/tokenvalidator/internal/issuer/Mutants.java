package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Key machines with one fault each, which a search or a simulation must find. */
enum Mutants implements Function<KeyRules, KeyMachine> {

  /**
   * The former rule: a set without a key id refuses it for 30 seconds from the set's arrival, even
   * if its fetch began before the id was first seen.
   */
  FORMER_RULE(Mutation.absence(Mutants::isAbsentFromRecentSet)),
  OLDER_FETCH_AS_PROOF(Mutation.proofs((set, seen) -> set.fetch() >= seen.fetch() - 1)),
  PROOF_NEVER_EXPIRES(Mutation.freshness((set, now) -> true)),
  PROOF_IGNORED(Mutation.proofs((set, seen) -> false)),
  REPLICA_LAG_IGNORED(
      rules -> new KeyMachine(new KeyRules(rules.timeToLive(), rules.staleLimit(), Duration.ZERO))),
  AGE_IGNORED(Mutation.events((state, event) -> withoutAge(event))),
  LOST_TIMER(
      Mutation.steps(
          (step, before, event, now) ->
              event instanceof Event.Failed
                  ? without(Effect.WakeIn.class::isInstance, step)
                  : step)),
  DEADLINE_IGNORED(
      Mutation.steps(
          (step, before, event, now) ->
              event instanceof Event.Deadline ? new Step(before, List.of()) : step)),
  TWO_FETCHES(Mutation.steps(Mutants::withSecondFetch)),
  LATE_RESPONSE_ACCEPTED(Mutation.lateResponses()),
  FOLLOW_UP_FORGOTTEN(Mutation.noFollowUp()),
  NO_LIMIT_FOR_NEW_KEY_IDS(Mutation.steps((step, before, event, now) -> withFullBrake(step, now))),
  NO_BACK_OFF(
      Mutation.steps(
          (step, before, event, now) ->
              event instanceof Event.Failed ? withoutBackOff(step, now) : step)),
  FAILURE_AS_PROOF(Mutation.states(Mutants::withFailureAsProof)),
  REMOVED_KEYS_KEPT(Mutation.events(Mutants::withRemovedKeys)),
  WAITERS_NOT_RELEASED(
      Mutation.steps(
          (step, before, event, now) ->
              event instanceof Event.Deadline
                  ? without(Effect.Release.class::isInstance, step)
                  : step));

  @SuppressWarnings("ImmutableEnumChecker") // no mutation has state
  private final Function<KeyRules, KeyMachine> machine;

  Mutants(Function<KeyRules, KeyMachine> machine) {
    this.machine = machine;
  }

  @Override
  public KeyMachine apply(KeyRules rules) {
    return machine.apply(rules);
  }

  private static boolean isAbsentFromRecentSet(KeyState state, String keyId, Moment now) {
    CurrentSet current = state.current();
    return current != null
        && state.asked().find(keyId) != null
        && !state.isUnderWay()
        && now.since(current.arrived()) <= KeyJudge.FRESH;
  }

  private static Event withoutAge(Event event) {
    return event instanceof Event.Fetched it
        ? new Event.Fetched(it.fetch(), it.keyIds(), 0, it.refreshAfter(), it.life())
        : event;
  }

  private static Event withRemovedKeys(KeyState state, Event event) {
    CurrentSet current = state.current();
    if (!(event instanceof Event.Fetched it) || current == null) {
      return event;
    }
    Set<String> all = new HashSet<>(it.keyIds());
    all.addAll(current.keyIds());
    return new Event.Fetched(it.fetch(), all, it.age(), it.refreshAfter(), it.life());
  }

  private static Step without(Predicate<Effect> dropped, Step step) {
    return new Step(step.state(), step.effects().stream().filter(Predicate.not(dropped)).toList());
  }

  private static Step withSecondFetch(Step step, KeyState before, Event event, Moment now) {
    if (!(event instanceof Event.Demand) || !before.isUnderWay()) {
      return step;
    }
    Draft draft = new Draft(step.state(), now);
    draft.wants = KeyState.Wants.NONE;
    draft.begun++;
    List<Effect> effects = new ArrayList<>(step.effects());
    effects.add(new Effect.Begin(draft.begun, true));
    return new Step(draft.toState(), effects);
  }

  private static Step withFullBrake(Step step, Moment now) {
    Draft draft = new Draft(step.state(), now);
    draft.newIds = Brake.full(KeyRules.NEW_ID_BURST, KeyRules.NEW_ID_INTERVAL);
    return new Step(draft.toState(), step.effects());
  }

  private static Step withoutBackOff(Step step, Moment now) {
    Draft draft = new Draft(step.state(), now);
    draft.backOff = Countdown.OVER;
    return new Step(
        draft.toState(), List.of(new Effect.Release(draft.concluded), new Effect.WakeIn(0)));
  }

  private static KeyState withFailureAsProof(KeyState state, Event event, Moment now) {
    CurrentSet old = state.current();
    Draft draft = new Draft(state, now);
    if (old != null && event instanceof Event.Failed it && it.fetch() == state.begun()) {
      draft.current =
          new CurrentSet(
              old.keyIds(), state.begun(), false, 0, now, now, old.refreshAfter(), old.usableFor());
    }
    return draft.toState();
  }
}
