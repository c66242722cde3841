package dev.tokenvalidator;

import dev.tokenvalidator.TokenSource.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Simulates callers, attackers and the verification queue in virtual time. Minutes take
 * milliseconds, and the same seed gives the same result. The class plays the shell of the queue: it
 * calls {@link VerificationTurns} in the same order.
 */
final class QueueSimulation {

  static final long MILLIS = 1_000_000;
  static final long SECOND = 1_000 * MILLIS;

  /** The answer to a caller. */
  enum Outcome {
    ACCEPTED,
    INVALID,
    UNAVAILABLE
  }

  final VerificationTurns turns;
  final List<VerificationTurns.FloodChange> floodChanges = new ArrayList<>();
  private final int places;
  private final long serviceTime;
  private final long start;
  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Set<String> remembered = new HashSet<>();
  private long now;
  private long sequence;
  private long tokens;
  private int running;
  private int mostWaiting;

  /** The number of verified signatures of good tokens. */
  long goodVerified;

  /** The number of verified signatures of worthless tokens. */
  long worthlessVerified;

  /** The longest time that a caller waited for a place or for a refusal, in nanoseconds. */
  long longestWait;

  private record Event(long time, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** A caller with a token on its way through the queue. */
  private final class Caller extends Waiter {

    private final boolean good;
    private final Consumer<Outcome> receiver;
    private boolean settled;
    private boolean answered;

    Caller(TokenSource source, String token, boolean good, Consumer<Outcome> receiver) {
      super(source, token, now);
      this.good = good;
      this.receiver = receiver;
    }

    void answer(Outcome outcome) {
      if (answered) {
        throw new AssertionError("the caller is answered twice");
      }
      answered = true;
      receiver.accept(outcome);
    }
  }

  QueueSimulation(int places, Duration serviceTime, long seed) {
    this.turns = new VerificationTurns(places);
    this.places = places;
    this.serviceTime = serviceTime.toNanos();
    this.random = new Random(seed);
    // The clock overflows soon, which is the hardest case.
    this.start = Long.MAX_VALUE - 3 * SECOND + random.nextInt(1_000);
    this.now = start;
  }

  /** Nanoseconds since the beginning. */
  long elapsed() {
    return now - start;
  }

  int mostWaiting() {
    return mostWaiting;
  }

  /** A new token. */
  String freshToken() {
    return "token " + tokens++;
  }

  /** Plans an action so many nanoseconds from now. */
  void after(long nanos, Runnable action) {
    events.add(new Event(elapsed() + nanos, sequence++, action));
  }

  /** Runs the actions that are planned in this period. */
  void run(Duration time) {
    long end = elapsed() + time.toNanos();
    while (!events.isEmpty() && events.element().time() <= end) {
      Event event = events.remove();
      now = start + event.time();
      event.action().run();
    }
    now = start + end;
    turns.advance(now);
    floodChanges.addAll(turns.drainFloodChanges());
  }

  /** Presents a token. */
  void present(String source, String token, boolean good, Consumer<Outcome> receiver) {
    if (remembered.contains(token)) {
      receiver.accept(Outcome.ACCEPTED);
      return;
    }
    Caller caller = new Caller(turns.source(source), token, good, receiver);
    if (turns.take()) {
      verify(caller);
    } else if (turns.join(caller, now)) {
      expireAt(caller);
    } else {
      caller.answer(Outcome.UNAVAILABLE);
    }
    settle();
  }

  private void verify(Caller caller) {
    longestWait = Math.max(longestWait, now - caller.since);
    running++;
    if (running > places) {
      throw new AssertionError(running + " signatures are verified at once");
    }
    if (remembered.contains(caller.token)) {
      release();
      caller.answer(Outcome.ACCEPTED);
      return;
    }
    // The time varies by 20 %.
    after((long) (serviceTime * (0.8 + 0.4 * random.nextDouble())), () -> finish(caller));
  }

  private void finish(Caller caller) {
    if (caller.good) {
      goodVerified++;
      release();
      remembered.add(caller.token);
      turns.countGood(caller.source, now);
      turns.spare(caller.token);
    } else {
      worthlessVerified++;
      turns.countWorthless(caller.source, now);
      release();
    }
    settle();
    caller.answer(caller.good ? Outcome.ACCEPTED : Outcome.INVALID);
  }

  private void release() {
    running--;
    turns.release();
  }

  private void expireAt(Caller caller) {
    long deadline = caller.deadline;
    after(
        deadline - now,
        () -> {
          if (caller.state != Waiter.State.WAITING || caller.deadline != deadline) {
            return;
          }
          turns.advance(now);
          if (caller.deadline == deadline) {
            turns.leave(caller);
          } else {
            expireAt(caller);
          }
          settle();
        });
  }

  private void settle() {
    mostWaiting = Math.max(mostWaiting, turns.waiting());
    floodChanges.addAll(turns.drainFloodChanges());
    for (Waiter waiter : turns.drainChanged()) {
      Caller caller = (Caller) waiter;
      if (caller.settled) {
        continue; // it was reported as changed twice
      }
      caller.settled = caller.state != Waiter.State.WAITING;
      switch (caller.state) {
        case CALLED -> verify(caller);
        case SPARED -> caller.answer(Outcome.ACCEPTED);
        case REFUSED -> {
          longestWait = Math.max(longestWait, now - caller.since);
          caller.answer(Outcome.UNAVAILABLE);
        }
        case WAITING -> expireAt(caller);
      }
    }
  }

  /**
   * Opens connections that present one forged token after the other.
   *
   * @param pause between an answer and the next token
   */
  void attack(String source, int connections, Duration pause) {
    for (int i = 0; i < connections; i++) {
      after((long) (pause.toNanos() * random.nextDouble()), () -> sendForgedTokens(source, pause));
    }
  }

  private void sendForgedTokens(String source, Duration pause) {
    present(
        source,
        freshToken(),
        false,
        outcome ->
            after(
                (long) (pause.toNanos() * (0.5 + random.nextDouble())),
                () -> sendForgedTokens(source, pause)));
  }

  /** Opens connections that present one new good token after the other. */
  void connectGoodClients(String source, int connections) {
    for (int i = 0; i < connections; i++) {
      sendGoodTokens(source);
    }
  }

  private void sendGoodTokens(String source) {
    present(source, freshToken(), true, outcome -> after(200_000, () -> sendGoodTokens(source)));
  }

  /** Clients that present a token until it is accepted. They wait a second after each refusal. */
  final class Clients {

    private final List<Long> timesToAcceptance = new ArrayList<>();
    private int attempts;
    private int refused;

    /** Starts a client with its own token. */
    void start(String source) {
      long begin = elapsed();
      String token = freshToken();
      tryToken(source, token, begin);
    }

    private void tryToken(String source, String token, long begin) {
      attempts++;
      present(
          source,
          token,
          true,
          outcome -> {
            if (outcome == Outcome.ACCEPTED) {
              timesToAcceptance.add(elapsed() - begin);
            } else {
              refused++;
              after(
                  SECOND + random.nextInt((int) (50 * MILLIS)),
                  () -> tryToken(source, token, begin));
            }
          });
    }

    int accepted() {
      return timesToAcceptance.size();
    }

    /** How often a client was asked to retry. */
    int refused() {
      return refused;
    }

    double refusedShare() {
      return (double) refused / attempts;
    }

    /** The longest time from the start of a client to its acceptance, in nanoseconds. */
    long longestTimeToAcceptance() {
      return Collections.max(timesToAcceptance);
    }
  }
}
