package dev.tokenvalidator.internal.issuer;

import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service with the former rule, for comparison. A set without a key id refuses it for 30 seconds
 * from the set's arrival. Each fetch for an unknown key id that brings no new key doubles a
 * cool-down of 1 to 30 seconds.
 */
final class FormerService implements SimulatedService {

  private static final long SECOND = 1_000_000_000;
  private static final long FRESH = 30 * SECOND;
  private static final long MAX_COOL_DOWN = 30 * SECOND;
  private static final long LIFE = 480 * SECOND;

  private final SimulatedTime time;
  private final SimulatedIssuer issuer;
  private final Random random;
  private Set<String> current = Set.of();
  private Set<String> remembered = Set.of();
  private long arrived = -SECOND * 10_000;
  private boolean isUnderWay;
  private boolean isForUnknownKey;
  private long coolDown;
  private long coolDownEndsAt;
  private boolean isFetchPlanned;
  private long backOffEndsAt;
  private int failures;
  private long fetches;

  FormerService(SimulatedTime time, SimulatedIssuer issuer, Random random) {
    this.time = time;
    this.issuer = issuer;
    this.random = random;
  }

  @Override
  public void request(@Nullable String keyId, Consumer<Answer> receiver) {
    if (time.nanos() - arrived > LIFE) {
      refresh(false);
    }
    if (current.contains(keyId)) {
      receiver.accept(Answer.OK);
      return;
    }
    long needed = fetches + 1;
    refresh(true);
    await(keyId, needed, 2, receiver);
  }

  /** Waits for the end of the fetch, and for another one if it began before the caller arrived. */
  private void await(@Nullable String keyId, long needed, int rounds, Consumer<Answer> receiver) {
    if (isUnderWay && rounds > 0) {
      time.after(SECOND / 100, () -> await(keyId, needed, rounds, receiver));
      return;
    }
    if (current.contains(keyId)) {
      receiver.accept(Answer.OK);
    } else if (rounds > 1 && fetches < needed && refresh(true)) {
      await(keyId, needed, 1, receiver);
    } else {
      boolean isFresh = !isUnderWay && time.nanos() - arrived <= FRESH;
      receiver.accept(isFresh ? Answer.UNAUTHORIZED : Answer.UNAVAILABLE);
    }
  }

  private boolean refresh(boolean forUnknownKey) {
    if (isUnderWay || time.nanos() < backOffEndsAt) {
      return isUnderWay;
    }
    if (forUnknownKey && coolDown > 0 && time.nanos() < coolDownEndsAt) {
      if (!isFetchPlanned) {
        isFetchPlanned = true;
        time.after(coolDownEndsAt - time.nanos(), this::fetchAfterCoolDown);
      }
      return false;
    }
    begin(forUnknownKey);
    return true;
  }

  private void fetchAfterCoolDown() {
    if (isFetchPlanned) {
      refresh(true);
    }
  }

  private void begin(boolean forUnknownKey) {
    fetches++;
    isUnderWay = true;
    isForUnknownKey = forUnknownKey;
    issuer.fetch(this::receive);
  }

  private void receive(SimulatedIssuer.Response response) {
    isUnderWay = false;
    isFetchPlanned = false;
    Set<String> keyIds = response.keyIds();
    if (keyIds == null) {
      failures++;
      long longest = Math.min(60 * SECOND, SECOND << failures);
      long pause = SECOND + (long) ((longest - SECOND) * random.nextDouble());
      backOffEndsAt = time.nanos() + pause;
      time.after(pause, () -> refresh(false));
      return;
    }
    failures = 0;
    boolean isNew = !remembered.containsAll(keyIds);
    current = keyIds;
    remembered = keyIds;
    arrived = time.nanos();
    if (isNew) {
      coolDown = 0;
    } else if (isForUnknownKey) {
      for (long quiet = arrived - coolDownEndsAt;
          quiet >= MAX_COOL_DOWN && coolDown > 0;
          quiet -= MAX_COOL_DOWN) {
        coolDown = coolDown <= SECOND ? 0 : coolDown / 2;
      }
      coolDown = Math.max(SECOND, Math.min(MAX_COOL_DOWN, coolDown * 2));
      coolDownEndsAt = arrived + coolDown;
    }
  }
}
