package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.AskedKeyIds.Entry;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an issuer's keys are fetched. It is a pure function of what has happened, without
 * threads, clocks, locks, I/O or randomness. {@link KeyJudge} decides what follows for a key id.
 *
 * <p>The class is not final, so that tests can plant faults in it and check that they are found.
 */
class KeyMachine {

  private static final long USABLE_AFTER_EMPTY_SET = Duration.ofHours(1).toNanos();

  private final KeyJudge judge;
  private final long staleLimit;

  KeyMachine(KeyRules rules) {
    this(rules, new KeyJudge(rules.replicaLag()));
  }

  KeyMachine(KeyRules rules, KeyJudge judge) {
    this.judge = judge;
    staleLimit = rules.staleLimit().toNanos();
  }

  /**
   * Decides whether the issuer has a key with this id.
   *
   * @param keyId null for a token without one
   */
  KeyIdVerdict judge(KeyState state, @Nullable String keyId, Moment now) {
    return judge.judge(state, keyId, now);
  }

  /** Nanoseconds until the next fetch may begin; {@link KeyState#NEVER} if none is planned. */
  long beginsIn(KeyState state, Moment now) {
    return judge.beginsIn(state, now);
  }

  boolean isUsable(KeyState state, Moment now) {
    return judge.isUsable(state, now);
  }

  /** Computes the state after an event, and the effects to apply. */
  Step step(KeyState state, Event event, Moment now) {
    if (state.closed()) {
      return new Step(state, List.of());
    }
    Draft draft = new Draft(state, now);
    if (event instanceof Event.Ask ask) {
      ask(draft, ask.keyId());
    } else if (event instanceof Event.Doubt) {
      draft.doubt();
    } else if (event instanceof Event.Demand) {
      draft.wants = draft.wants.demand();
      draft.failures = 0;
    } else if (event instanceof Event.Fetched fetched) {
      fetched(draft, fetched);
    } else if (event instanceof Event.Failed failed) {
      failed(draft, failed);
    } else if (event instanceof Event.Deadline deadline) {
      deadline(draft, deadline);
    } else if (event instanceof Event.Close) {
      draft.close();
    }
    if (!draft.closed) {
      tellIfTooOld(draft);
      begin(draft);
    }
    return new Step(draft.toState(), effectsWithTimer(state, draft, event instanceof Event.Wake));
  }

  private void ask(Draft draft, @Nullable String keyId) {
    boolean mayExist = keyId == null || keyId.length() <= KeyJudge.MAX_KEY_ID_LENGTH;
    boolean isInSet = keyId != null && draft.current != null && holds(draft.current, keyId);
    if (keyId != null && mayExist && !isInSet) {
      draft.remember(keyId);
      if (isUsable(draft.toState(), draft.now)) {
        draft.effects.add(new Effect.TellUnknown(keyId));
      }
    }
    // A fetch that is under way may decide the key id. We look again when it ends.
    if (!mayExist || draft.isUnderWay()) {
      return;
    }
    KeyState now = draft.toState();
    if (!isUsable(now, draft.now)) {
      draft.wants = draft.wants.free(Countdown.OVER, draft.now);
    } else if (keyId != null && !isInSet) {
      Entry seen = draft.asked.find(keyId);
      if (seen != null && !judge.isProvenAbsent(now, keyId, draft.now)) {
        wantProof(draft, seen, draft.begun);
      }
    }
  }

  private static boolean holds(CurrentSet set, String keyId) {
    return set.keyIds().contains(keyId);
  }

  /**
   * Wants a fetch that can prove whether the issuer has a key. A new key id needs a permit for its
   * first fetch, and for the fetch after the issuer's replicas agree.
   *
   * @param last the number of the last fetch that decided something, or that will
   */
  private void wantProof(Draft draft, Entry seen, long last) {
    long lag = judge.lagLeft(seen, draft.current, draft.now);
    if (seen.fetch() > last) {
      draft.wants = draft.wants.paid(Countdown.OVER, draft.now);
    } else if (lag > 0) {
      draft.wants = draft.wants.paid(new Countdown(draft.now, lag), draft.now);
    } else {
      draft.wants =
          draft.wants.free(judge.untilRepetition(seen, draft.begunAt, draft.now), draft.now);
    }
  }

  private void fetched(Draft draft, Event.Fetched fetched) {
    if (!isUnderWay(draft, fetched.fetch())) {
      return;
    }
    CurrentSet set =
        new CurrentSet(
            fetched.keyIds(),
            fetched.fetch(),
            draft.current == null || !draft.current.keyIds().equals(fetched.keyIds()),
            fetched.age(),
            draft.begunAt.minus(fetched.age()),
            draft.now,
            fetched.refreshAfter(),
            Math.max(staleLimit, fetched.life()));
    boolean wasUsable = isUsable(draft.toState(), draft.now);
    draft.concluded = fetched.fetch();
    draft.current = set;
    draft.asked = draft.asked.without(set.keyIds());
    draft.failures = 0;
    draft.backOff = Countdown.OVER;
    draft.afterEmptySet = null;
    draft.toldTooOld = false;
    draft.wants = draft.wants.answered();
    wantWhatIsOwed(draft, set);
    draft.effects.add(new Effect.TellLoaded(fetched.fetch()));
    if (!wasUsable) {
      draft.asked.all().forEach(seen -> draft.effects.add(new Effect.TellUnknown(seen.keyId())));
    }
    draft.effects.add(new Effect.Release(fetched.fetch()));
  }

  /**
   * A key id that was first seen during a fetch may be newer than the set that the fetch returned.
   * It gets another fetch, even if no caller waits for it any more. So does a new key id for which
   * the fetch proved nothing.
   */
  void wantWhatIsOwed(Draft draft, CurrentSet set) {
    for (Entry seen : draft.asked.all()) {
      if (!judge.proves(set, seen)
          && (seen.fetch() > set.fetch() || judge.isNew(seen, draft.now))) {
        wantProof(draft, seen, set.fetch());
      }
    }
  }

  private void failed(Draft draft, Event.Failed failed) {
    if (isUnderWay(draft, failed.fetch())) {
      fail(draft, failed);
    }
  }

  private void deadline(Draft draft, Event.Deadline deadline) {
    if (isUnderWay(draft, deadline.fetch())) {
      draft.effects.add(new Effect.Abandon(deadline.fetch()));
      fail(draft, new Event.Failed(deadline.fetch(), 0, false, deadline.jitter()));
    }
  }

  /** Whether this is the fetch under way. The result of an older fetch is ignored. */
  boolean isUnderWay(Draft draft, long fetch) {
    return draft.isUnderWay() && fetch == draft.begun;
  }

  private void fail(Draft draft, Event.Failed failed) {
    boolean usable = isUsable(draft.toState(), draft.now);
    draft.concluded = failed.fetch();
    // A caller that doubts a key must not wait through a back-off.
    long release = Math.max(draft.doubted, failed.fetch());
    draft.doubted = Math.min(draft.doubted, failed.fetch());
    draft.failures++;
    long pause = BackOff.nanos(draft.failures, usable, failed.retryAfter(), failed.jitter());
    draft.backOff = new Countdown(draft.now, pause);
    if (failed.emptySet() && draft.current != null && draft.afterEmptySet == null) {
      draft.afterEmptySet =
          new Countdown(draft.now, Math.min(USABLE_AFTER_EMPTY_SET, draft.current.usableFor()));
    }
    draft.effects.add(
        new Effect.TellFailed(
            failed.fetch(),
            pause,
            usable && draft.current != null ? draft.now.since(draft.current.arrived()) : null));
    draft.effects.add(new Effect.Release(release));
  }

  private void tellIfTooOld(Draft draft) {
    CurrentSet current = draft.current;
    if (current != null && !draft.toldTooOld && !isUsable(draft.toState(), draft.now)) {
      draft.toldTooOld = true;
      draft.effects.add(new Effect.TellTooOld(draft.now.since(current.arrived())));
    }
  }

  /** Begins a fetch if one is wanted or due, and no brake forbids it. */
  private void begin(Draft draft) {
    if (draft.isUnderWay() || beginsIn(draft.toState(), draft.now) > 0) {
      return;
    }
    boolean due = judge.dueIn(draft.toState(), draft.now) == 0;
    if (!due && draft.wants.isPaid(draft.now) && draft.newIds.left(draft.now) == 0) {
      draft.newIds = draft.newIds.taken(draft.now);
    }
    draft.begun++;
    draft.begunAt = draft.now;
    draft.effects.add(new Effect.Begin(draft.begun, draft.wants.onDemand()));
    draft.wants = draft.wants.begun();
  }

  /** Sets the timer again if it has rung, or if the next fetch begins at another moment. */
  private List<Effect> effectsWithTimer(KeyState before, Draft draft, boolean rang) {
    long next = beginsIn(draft.toState(), draft.now);
    boolean isNew = draft.begun != before.begun() || draft.concluded != before.concluded();
    if (rang || isNew || next != beginsIn(before, draft.now)) {
      draft.effects.add(new Effect.WakeIn(next));
    }
    return draft.effects;
  }
}
