package dev.tokenvalidator.internal.issuer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state that is being made. Used by one thread. */
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

  /** A key id is seen, for the first time if it is not remembered. */
  void remember(String keyId) {
    if (asked.find(keyId) == null) {
      asked = asked.with(new AskedKeyIds.Entry(keyId, begun + 1, now));
    }
  }

  /** A signature does not verify: asks whether the key was replaced, if that may be asked now. */
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
