package dev.tokenvalidator.internal.issuer;

import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service as it was before: a set has the last word for 30 seconds from its arrival, and fetches
 * for unknown key ids that bring no new key double a cool-down of 1 to 30 seconds. For comparison.
 */
final class FormerService implements SimulatedService {

  private static final long SECOND = 1_000_000_000;
  private static final long FRESH = 30 * SECOND;
  private static final long MAX_COOL_DOWN = 30 * SECOND;
  private static final long LIFE = 480 * SECOND;

  private final SimulatedTime time;
  private final SimulatedIssuer issuer;
  private final Random random;
  private Set<String> held = Set.of();
  private Set<String> remembered = Set.of();
  private long arrived = -SECOND * 10_000;
  private boolean isUnderWay;
  private boolean isForUnknownKey;
  private long coolDown;
  private long coolDownEndsAt;
  private boolean isOwed;
  private long backOffEndsAt;
  private int failures;
  private long fetches;

  FormerService(SimulatedTime time, SimulatedIssuer issuer, Random random) {
    this.time = time;
    this.issuer = issuer;
    this.random = random;
  }

  @Override
  public void request(@Nullable String keyId, Consumer<Answer> answered) {
    if (time.nanos() - arrived > LIFE) {
      refresh(false);
    }
    if (held.contains(keyId)) {
      answered.accept(Answer.OK);
      return;
    }
    long mine = fetches + 1;
    refresh(true);
    await(keyId, mine, 2, answered);
  }

  /** Looks again when the fetch has ended, and once more if it was begun before the caller came. */
  private void await(@Nullable String keyId, long mine, int rounds, Consumer<Answer> answered) {
    if (isUnderWay && rounds > 0) {
      time.after(SECOND / 100, () -> await(keyId, mine, rounds, answered));
      return;
    }
    if (held.contains(keyId)) {
      answered.accept(Answer.OK);
    } else if (rounds > 1 && fetches < mine && refresh(true)) {
      await(keyId, mine, 1, answered);
    } else {
      boolean isFresh = !isUnderWay && time.nanos() - arrived <= FRESH;
      answered.accept(isFresh ? Answer.UNAUTHORIZED : Answer.UNAVAILABLE);
    }
  }

  private boolean refresh(boolean forUnknownKey) {
    if (isUnderWay || time.nanos() < backOffEndsAt) {
      return isUnderWay;
    }
    if (forUnknownKey && coolDown > 0 && time.nanos() < coolDownEndsAt) {
      if (!isOwed) {
        isOwed = true;
        time.after(coolDownEndsAt - time.nanos(), this::payWhatIsOwed);
      }
      return false;
    }
    begin(forUnknownKey);
    return true;
  }

  private void payWhatIsOwed() {
    if (isOwed) {
      refresh(true);
    }
  }

  private void begin(boolean forUnknownKey) {
    fetches++;
    isUnderWay = true;
    isForUnknownKey = forUnknownKey;
    issuer.answer(this::arrive);
  }

  private void arrive(SimulatedIssuer.Answer answer) {
    isUnderWay = false;
    isOwed = false;
    Set<String> keyIds = answer.keyIds();
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
    held = keyIds;
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
