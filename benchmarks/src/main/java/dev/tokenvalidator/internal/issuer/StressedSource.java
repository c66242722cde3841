package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.JwkSetReader;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A key source whose fetches and alarms end when a stress test says so. It compares what the shell
 * does with the effects that the machine's steps have.
 */
final class StressedSource {

  /** A set with one key, as a fetch brings it. */
  static final Fetched ANSWER = answer();

  /** The event of each set that arrives. */
  static final KeySetEvent SEEN =
      new KeySetEvent.KeyDistrusted("https://issuer.example", "key", List.of());

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final FetchClient UNUSED =
      FetchClient.given(
          HttpClient.newHttpClient(), new Clocks(() -> Instant.EPOCH, System::nanoTime));
  private static final KeyMachine MACHINE = new KeyMachine(KeyRules.DEFAULT);

  final KeyWaiters waiters = new KeyWaiters();
  final KeyShell shell;
  private final AtomicLong ticks = new AtomicLong();
  private final Clocks clocks = new Clocks(() -> Instant.EPOCH, ticks::incrementAndGet);
  private final List<Object> due = new ArrayList<>();
  private final List<Object> done = new ArrayList<>();
  private final List<CompletableFuture<Void>> alarms = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean twoAtOnce;
  private boolean noMoreAlarms;

  private StressedSource(boolean fails) {
    shell =
        new KeyShell(
            MACHINE,
            KeyRules.DEFAULT,
            listener -> new StressedFetches(listener, fails),
            UNUSED,
            TIMEOUT,
            owner -> new Alarms(),
            clocks,
            StressedSource::seen,
            waiters,
            new KeySetEvents("https://issuer.example"),
            event -> did(event.getClass()));
    shell.record((event, now, step) -> expect(step));
  }

  /** A fetch is under way, and does not end by itself. */
  static StressedSource thatFetches() {
    StressedSource source = new StressedSource(false);
    source.shell.step(new Event.Ask(null));
    return source;
  }

  /** Its fetches fail as they begin. */
  static StressedSource thatFails() {
    return new StressedSource(true);
  }

  /** It has a set that is due to be fetched again. */
  static StressedSource withDueSet() {
    StressedSource source = thatFetches();
    source.shell.fetched(1, ANSWER);
    source.ticks.addAndGet(Duration.ofHours(1).toNanos());
    return source;
  }

  private static List<KeySetEvent> seen(JwkSet set) {
    return List.of(SEEN);
  }

  private static Fetched answer() {
    String set =
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"key\","
            + "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
            + "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}]}";
    try {
      return new Fetched(
          new JwkSetReader(VerificationKeyFactory.create(EnumSet.of(SignatureAlgorithm.ES256)))
              .read(set.getBytes(StandardCharsets.UTF_8)),
          Optional.empty(),
          Duration.ZERO,
          "issuer.example");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void wakeIfDue() {
    shell.wakeIfDue(shell.snapshot(), clocks.now());
  }

  int begun() {
    return begun.get();
  }

  /** Whether a fetch was concluded, or the source closed, within a second. */
  boolean await(long fetch) {
    return waiters.await(
        fetch,
        number -> {
          KeyState state = shell.snapshot().state();
          return state.closed() || state.concluded() >= number;
        },
        System.nanoTime() + Duration.ofSeconds(1).toNanos());
  }

  /** Whether all effects happened in order, one at a time; for a source that fails. */
  boolean isInOrder() {
    return !twoAtOnce && done.equals(due);
  }

  /** How many alarms are pending. */
  long alarms() {
    return alarms.stream().filter(alarm -> !alarm.isDone()).count();
  }

  long count(Class<? extends KeySetEvent> event) {
    return done.stream().filter(event::equals).count();
  }

  private void expect(Step step) {
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Begin) {
        due.add(TIMEOUT);
      } else if (effect instanceof Effect.WakeIn in && in.nanos() != KeyState.NEVER) {
        due.add(Duration.ofNanos(in.nanos()));
      } else if (effect instanceof Effect.TellFailed) {
        due.add(KeySetEvent.LoadFailed.class);
      } else if (effect instanceof Effect.TellUnknown) {
        due.add(KeySetEvent.UnknownKeyId.class);
      }
    }
  }

  private void did(Object deed) {
    if (busy.getAndSet(true)) {
      twoAtOnce = true;
    }
    done.add(deed);
    busy.set(false);
  }

  private final class StressedFetches implements Fetches {

    private final FetchThreads.Listener listener;
    private final boolean fails;

    StressedFetches(FetchThreads.Listener listener, boolean fails) {
      this.listener = listener;
      this.fails = fails;
    }

    @Override
    public void begin(long number, boolean onDemand) {
      begun.incrementAndGet();
      if (fails) {
        listener.failed(number, new FetchException("no answer"));
      }
    }

    @Override
    public void abandon(long number) {}
  }

  private final class Alarms implements KeyTimers.Alarms {

    @Override
    public synchronized @Nullable Future<?> schedule(Runnable task, Duration delay) {
      did(delay);
      if (noMoreAlarms) {
        return null;
      }
      CompletableFuture<Void> alarm = new CompletableFuture<>();
      alarms.add(alarm);
      return alarm;
    }

    @Override
    public synchronized void close() {
      noMoreAlarms = true;
    }
  }
}
