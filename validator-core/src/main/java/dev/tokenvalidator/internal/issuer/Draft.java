package dev.tokenvalidator.internal.issuer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next state while a step computes it. Used by one thread. */
final class Draft {
  final Moment now;
  final List<Effect> effects = new ArrayList<>();
  long begun;
  long concluded;
  Moment begunAt;
  KeyState.Wants wants;
  @Nullable CurrentSet current;
  AskedKeyIds asked;
  Brake newIds;
  Brake doubts;
  long doubted;
  int failures;
  Countdown backOff;
  @Nullable Countdown afterEmptySet;
  boolean toldTooOld;
  boolean closed;

  Draft(KeyState state, Moment now) {
    this.now = now;
    begun = state.begun();
    concluded = state.concluded();
    begunAt = state.begunAt();
    wants = state.wants();
    current = state.current();
    asked = state.asked();
    newIds = state.newIds();
    doubts = state.doubts();
    doubted = state.doubted();
    failures = state.failures();
    backOff = state.backOff();
    afterEmptySet = state.afterEmptySet();
    toldTooOld = state.toldTooOld();
    closed = state.closed();
  }

  boolean isUnderWay() {
    return begun > concluded;
  }

  /** Remembers a key id, unless it is remembered already. */
  void remember(String keyId) {
    if (asked.find(keyId) == null) {
      asked = asked.with(new AskedKeyIds.Entry(keyId, begun + 1, now));
    }
  }

  /**
   * A signature did not verify, so the issuer may have replaced the key. Wants a fetch to find out,
   * if there is a permit for one and no back-off.
   */
  void doubt() {
    if (current != null && backOff.isOver(now) && doubts.left(now) == 0) {
      doubts = doubts.taken(now);
      doubted = begun + 1;
      wants = wants.free(Countdown.OVER, now);
    }
  }

  void close() {
    closed = true;
    if (isUnderWay()) {
      effects.add(new Effect.Abandon(begun));
    }
    wants = KeyState.Wants.NONE;
    concluded = begun;
    effects.add(new Effect.Release(KeyState.NEVER));
  }

  KeyState toState() {
    return new KeyState(
        wants.isNone() ? begun : begun + 1,
        begun,
        concluded,
        begunAt,
        wants,
        current,
        asked,
        newIds,
        doubts,
        doubted,
        failures,
        backOff,
        afterEmptySet,
        toldTooOld,
        closed);
  }
}
