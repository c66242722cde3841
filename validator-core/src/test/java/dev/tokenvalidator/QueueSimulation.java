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
 * Callers, attackers and the verification queue in virtual time: what takes minutes and threads in
 * reality takes milliseconds here, and happens the same way each time for the same seed. The shell
 * of the queue is played by this class: it calls {@link VerificationTurns} in the same order.
 */
final class QueueSimulation {

  static final long MILLIS = 1_000_000;
  static final long SECOND = 1_000 * MILLIS;

  /** What a caller gets. */
  enum Outcome {
    ACCEPTED,
    REFUSED_AS_WORTHLESS,
    TOLD_TO_COME_AGAIN
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

  /** How many signatures were verified, of good and of worthless tokens. */
  long goodVerified;

  long worthlessVerified;

  /** The longest that anybody waited for an answer, verification aside. */
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
    private final Consumer<Outcome> then;
    private boolean looked;
    private boolean answered;

    Caller(TokenSource source, String token, boolean good, Consumer<Outcome> then) {
      super(source, token, now);
      this.good = good;
      this.then = then;
    }

    void answer(Outcome outcome) {
      if (answered) {
        throw new AssertionError("answered twice");
      }
      answered = true;
      then.accept(outcome);
    }
  }

  QueueSimulation(int places, Duration serviceTime, long seed) {
    this.turns = new VerificationTurns(places);
    this.places = places;
    this.serviceTime = serviceTime.toNanos();
    this.random = new Random(seed);
    // Where it is least convenient: the clock runs over soon.
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

  /** A token that nobody has shown before. */
  String freshToken() {
    return "token " + tokens++;
  }

  /** Has something happen so many nanoseconds from now. */
  void in(long nanos, Runnable action) {
    events.add(new Event(elapsed() + nanos, sequence++, action));
  }

  /** Lets everything happen that is to happen in this time. */
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
  void present(String source, String token, boolean good, Consumer<Outcome> then) {
    if (remembered.contains(token)) {
      then.accept(Outcome.ACCEPTED);
      return;
    }
    Caller caller = new Caller(turns.source(source), token, good, then);
    if (turns.take()) {
      verify(caller);
    } else if (turns.join(caller, now)) {
      expireAt(caller);
    } else {
      caller.answer(Outcome.TOLD_TO_COME_AGAIN);
    }
    settle();
  }

  private void verify(Caller caller) {
    longestWait = Math.max(longestWait, now - caller.since);
    running++;
    if (running > places) {
      throw new AssertionError(running + " verify at once");
    }
    if (remembered.contains(caller.token)) {
      release();
      caller.answer(Outcome.ACCEPTED);
      return;
    }
    // Within 20 % of the usual time.
    in((long) (serviceTime * (0.8 + 0.4 * random.nextDouble())), () -> finish(caller));
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
    caller.answer(caller.good ? Outcome.ACCEPTED : Outcome.REFUSED_AS_WORTHLESS);
  }

  private void release() {
    running--;
    turns.release();
  }

  private void expireAt(Caller caller) {
    long deadline = caller.deadline;
    in(
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
      if (caller.looked) {
        continue; // there were two reasons to wake it
      }
      caller.looked = caller.state != Waiter.State.WAITING;
      switch (caller.state) {
        case CALLED -> verify(caller);
        case SPARED -> caller.answer(Outcome.ACCEPTED);
        case REFUSED -> {
          longestWait = Math.max(longestWait, now - caller.since);
          caller.answer(Outcome.TOLD_TO_COME_AGAIN);
        }
        case WAITING -> expireAt(caller);
      }
    }
  }

  /**
   * Connections that present one forged token after the other.
   *
   * @param pause between an answer and the next token
   */
  void attack(String source, int connections, Duration pause) {
    for (int i = 0; i < connections; i++) {
      in((long) (pause.toNanos() * random.nextDouble()), () -> forge(source, pause));
    }
  }

  private void forge(String source, Duration pause) {
    present(
        source,
        freshToken(),
        false,
        outcome ->
            in((long) (pause.toNanos() * (0.5 + random.nextDouble())), () -> forge(source, pause)));
  }

  /** Connections that present one good token after the other, none of which was seen before. */
  void demand(String source, int connections) {
    for (int i = 0; i < connections; i++) {
      demandOne(source);
    }
  }

  private void demandOne(String source) {
    present(source, freshToken(), true, outcome -> in(200_000, () -> demandOne(source)));
  }

  /** Clients that have their first token accepted, and come again a second after a refusal. */
  final class Clients {

    private final List<Long> acceptedAfter = new ArrayList<>();
    private int came;
    private int refused;

    /** One more client, with a token of its own. */
    void start(String source) {
      long begin = elapsed();
      String token = freshToken();
      come(source, token, begin);
    }

    private void come(String source, String token, long begin) {
      came++;
      present(
          source,
          token,
          true,
          outcome -> {
            if (outcome == Outcome.ACCEPTED) {
              acceptedAfter.add(elapsed() - begin);
            } else {
              refused++;
              in(SECOND + random.nextInt((int) (50 * MILLIS)), () -> come(source, token, begin));
            }
          });
    }

    int accepted() {
      return acceptedAfter.size();
    }

    /** How often a client was asked to retry. */
    int refused() {
      return refused;
    }

    double refusedShare() {
      return (double) refused / came;
    }

    /** How long it took until all who came were accepted. */
    long lastAcceptedAfter() {
      return Collections.max(acceptedAfter);
    }
  }
}
