package dev.tokenvalidator.jwks;

import dev.tokenvalidator.jwks.KeySetFetch.Fetched;
import dev.tokenvalidator.jws.JoseHeader;
import dev.tokenvalidator.jws.Log;
import dev.tokenvalidator.jws.Quoted;
import dev.tokenvalidator.jws.VerificationKeys;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetListener;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, fetched when they are first needed and kept current.
 *
 * <p>States. <em>Cold</em>: no keys yet, or the last good ones are past their limit; a lookup waits
 * for the fetch, and is answered "unavailable" while a failed one is not to be repeated yet. A key
 * id that this fetch does not bring is asked for once more if the caller came after it had begun.
 * <em>Warm</em>: there are keys, and a lookup of a known key id is one volatile read and never
 * waits for a fetch, whatever the issuer does; only while a refresh is due does it try the lock,
 * and goes on without it if somebody else has it. A set is fetched again ahead of the end of its
 * life by a timer, or by the first lookup that finds it due, and stays in force when that fails.
 *
 * <p>A key id that is not in the set asks for a refresh, and a few callers wait a little for it. A
 * set that is fresh has the last word, unless the refresh is still under way: what is not in it is
 * unknown. Against an old one it cannot be told.
 *
 * <p>At most one fetch runs at a time, on a thread of its own that ends with it. The lock is held
 * for bookkeeping only, never during I/O or a call to the listener.
 */
public final class FetchedKeys implements IssuerKeys {

  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final Duration MIN_LIFE = Duration.ofMinutes(1);
  private static final Duration MAX_LIFE = Duration.ofHours(1);
  private static final Duration STALE_LIMIT = Duration.ofHours(12);
  private static final Duration STALE_LIMIT_AFTER_EMPTY_SET = Duration.ofHours(1);
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration MAX_WAIT_FOR_UNKNOWN_KEY = Duration.ofSeconds(1);
  private static final int MAX_WAITERS_FOR_UNKNOWN_KEYS = 256;

  /**
   * While waiting is of no use: an application may have no more than 200 threads for all it does.
   */
  private static final int MAX_WAITERS_IN_VAIN = 32;

  private static final int MAX_REMEMBERED_KEYS = 300;

  private final String issuer;
  private final KeySetFetch fetch;
  private final FetchClient client;
  private final Duration fetchTimeout;
  private final Clocks clocks;
  private final Function<JwkSet, List<KeySetEvent>> beforeUse;
  private final KeySetListener listener;
  private final AtomicInteger waitersForUnknownKeys = new AtomicInteger();
  private final RefreshThread.Lease timers = RefreshThread.lease();

  /** The keys in force; replaced as a whole. */
  private volatile @Nullable Held held;

  private volatile @Nullable FetchException lastFailure;

  /** The number of the newest fetch: tells what was begun before a caller came. */
  private final AtomicLong fetchesBegun = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock:
  private final RefreshPace pace = new RefreshPace();

  /** Thumbprints of this set and some before: a key that comes back is none that is new. */
  private final Set<String> remembered = new LinkedHashSet<>();

  private @Nullable Refresh running;

  /** Whether somebody has waited for the fetch under way as long as anybody may. */
  private boolean runningLate;

  private @Nullable ScheduledFuture<?> timer;
  private @Nullable String host;
  private boolean staleLimitReported;
  private boolean closed;

  /**
   * Nothing is fetched before the first lookup.
   *
   * @param issuer the issuer identifier
   * @param jwksUri where its keys are; null to find out from its metadata
   * @param policy where keys may be fetched from
   * @param client does the fetching, and is not closed; null for one of our own
   * @param fetchTimeout for metadata and keys together
   * @param keys makes keys of what is fetched
   * @param clocks measure ages
   * @param beforeUse sees each set before any token is verified with it, and returns what is to be
   *     told of it; called with the lock held
   * @param listener is told what happens
   */
  public FetchedKeys(
      String issuer,
      @Nullable URI jwksUri,
      FetchPolicy policy,
      @Nullable HttpClient client,
      Duration fetchTimeout,
      VerificationKeys keys,
      Clocks clocks,
      Function<JwkSet, List<KeySetEvent>> beforeUse,
      KeySetListener listener) {
    this.issuer = issuer;
    this.client = client == null ? FetchClient.own() : FetchClient.given(client);
    this.fetch =
        new KeySetFetch(
            issuer, jwksUri, policy, this.client, fetchTimeout, new JwkSetReader(keys), clocks);
    this.fetchTimeout = fetchTimeout;
    this.clocks = clocks;
    this.beforeUse = beforeUse;
    this.listener = listener;
  }

  /** A key set in force, and when it is to be fetched again; told from others by identity. */
  private static final class Held {
    final JwkSet keys;
    final Clocks.Moment since;
    final Duration refreshAfter;

    /** The number of the fetch that brought it. */
    final long fetch;

    /** Since when the issuer has answered with sets that hold no usable key, if it has. */
    volatile Clocks.@Nullable Moment emptySince;

    Held(JwkSet keys, Clocks.Moment since, Duration refreshAfter, long fetch) {
      this.keys = keys;
      this.since = since;
      this.refreshAfter = refreshAfter;
      this.fetch = fetch;
    }
  }

  /** A fetch under way; done when its outcome is in force, whatever it is. */
  private final class Refresh {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    // Made here, before anybody can see the refresh, so that close() always finds whom to
    // interrupt.
    final Thread thread = new Thread(() -> run(this), "token-validator-fetch");
    final boolean forUnknownKey;
    final long number;

    Refresh(boolean forUnknownKey, long number) {
      this.forUnknownKey = forUnknownKey;
      this.number = number;
      thread.setDaemon(true);
    }
  }

  @Override
  public KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId) {
    Held now = held;
    if (now == null || isTooOld(now)) {
      return findCold(now, algorithm, keyId);
    }
    KeyLookup answer = now.keys.find(algorithm, keyId);
    if (answer instanceof KeyLookup.Unknown && keyId != null) {
      return findAfterRefresh(fetchesBegun.get() + 1, algorithm, keyId, false);
    }
    if (isDue(now)) {
      refreshInPassing(now);
    }
    return answer;
  }

  @Override
  public @Nullable JwkSet inForce() {
    Held now = held;
    if (now == null || isTooOld(now)) {
      return null;
    }
    if (isDue(now)) {
      refreshInPassing(now);
    }
    return now.keys;
  }

  @Override
  public @Nullable JoseHeader provenHeader(byte[] token, int length) {
    Held now = held;
    return now == null ? null : now.keys.provenHeader(token, length);
  }

  private KeyLookup findCold(
      @Nullable Held seen, SignatureAlgorithm algorithm, @Nullable String keyId) {
    // First: whatever begins from here on brings what the issuer says after the caller came.
    long mine = fetchesBegun.get() + 1;
    if (seen != null) {
      reportStaleLimit(seen);
    }
    Refresh refresh = refresh(seen, false);
    if (refresh != null) {
      // The fetch ends itself at its deadline; the second more is for the thread to wake up.
      await(refresh.done, fetchTimeout.plusSeconds(1));
    }
    Held now = held;
    if (now == null || isTooOld(now)) {
      return unavailable();
    }
    return keyId == null || isConclusive(now, mine, algorithm, keyId)
        ? now.keys.find(algorithm, keyId)
        : findAfterRefresh(mine, algorithm, keyId, true);
  }

  /**
   * Asks the issuer for a key that the set in force does not hold.
   *
   * @param mine the number of the first fetch that was begun after the caller came
   * @param onlyMine whether no older fetch may say that there is no such key
   */
  private KeyLookup findAfterRefresh(
      long mine, SignatureAlgorithm algorithm, String keyId, boolean onlyMine) {
    tell(new KeySetEvent.UnknownKeyId(issuer, Quoted.escaped(keyId)));
    boolean waits = mayWait();
    CompletableFuture<Void> newer;
    try {
      newer = newerSet(mine, algorithm, keyId, waits);
      if (waits && !await(newer, MAX_WAIT_FOR_UNKNOWN_KEY)) {
        noteLateness();
      }
    } finally {
      if (waits) {
        waitersForUnknownKeys.decrementAndGet();
      }
    }
    // Asked first: a fetch that ends only now must not pass for one whose keys were looked at.
    boolean isUnderWay = !newer.isDone();
    Held now = held;
    if (now == null) {
      return unavailable();
    }
    KeyLookup answer = now.keys.find(algorithm, keyId);
    boolean undecided =
        answer instanceof KeyLookup.Unknown
            && (isUnderWay
                || clocks.since(now.since).compareTo(FRESH) > 0
                || (onlyMine && now.fetch < mine));
    return undecided ? unavailable() : answer;
  }

  private void noteLateness() {
    lock.lock();
    try {
      runningLate = running != null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a place among those who wait, if there is one left. */
  private boolean mayWait() {
    int places;
    lock.lock();
    try {
      boolean inVain = runningLate || pace.isInVain(clocks.ticker().getAsLong());
      places = inVain ? MAX_WAITERS_IN_VAIN : MAX_WAITERS_FOR_UNKNOWN_KEYS;
    } finally {
      lock.unlock();
    }
    if (waitersForUnknownKeys.incrementAndGet() <= places) {
      return true;
    }
    waitersForUnknownKeys.decrementAndGet();
    return false;
  }

  /**
   * A set that was asked for after the caller came: one that was under way before may well bring
   * what the issuer said before it began to use the key, and is followed by another.
   *
   * @param mine the number of the first fetch that was begun after the caller came
   * @param followUp whether to ask once more if the fetch under way is none of those
   * @return done when there is one that has the key or is new enough to say that there is no such
   *     key, or when the issuer must not be asked now
   */
  private CompletableFuture<Void> newerSet(
      long mine, SignatureAlgorithm algorithm, String keyId, boolean followUp) {
    Held seen = held;
    while (seen != null && !isConclusive(seen, mine, algorithm, keyId)) {
      Refresh refresh = refresh(seen, true);
      if (refresh != null) {
        return followUp && refresh.number < mine
            ? refresh.done.thenCompose(done -> newerSet(mine, algorithm, keyId, false))
            : refresh.done;
      }
      Held now = held;
      if (now == seen) {
        break;
      }
      // A fetch has ended just now, and it may be one that was begun before the caller came.
      seen = now;
    }
    return CompletableFuture.completedFuture(null);
  }

  private static boolean isConclusive(
      Held now, long mine, SignatureAlgorithm algorithm, String keyId) {
    return now.fetch >= mine || !(now.keys.find(algorithm, keyId) instanceof KeyLookup.Unknown);
  }

  /**
   * Starts a fetch, or joins the one that is under way.
   *
   * @param seen the keys that the caller found wanting
   * @return the fetch; null where there is nothing to wait for, because others were faster or
   *     because the issuer must not be asked now
   */
  private @Nullable Refresh refresh(@Nullable Held seen, boolean forUnknownKey) {
    lock.lock();
    return joinOrStart(seen, forUnknownKey);
  }

  /**
   * For the caller who has its key and waits for nothing, not even for the lock: whoever has it
   * just now is seeing to the refresh.
   */
  private void refreshInPassing(Held seen) {
    if (lock.tryLock()) {
      joinOrStart(seen, false);
    }
  }

  /** Called with the lock held, which it gives back before it starts anything. */
  private @Nullable Refresh joinOrStart(@Nullable Held seen, boolean forUnknownKey) {
    Refresh before;
    Refresh refresh;
    try {
      before = running;
      refresh = joined(seen, forUnknownKey);
    } finally {
      lock.unlock();
    }
    if (refresh != null && refresh != before) {
      start(refresh);
    }
    return refresh;
  }

  /** The fetch under way, or a new one that is still to be started. Called with the lock held. */
  private @Nullable Refresh joined(@Nullable Held seen, boolean forUnknownKey) {
    if (closed || held != seen) {
      return null;
    }
    if (running != null) {
      return running;
    }
    boolean owed = pace.owesRefresh();
    if (!pace.permits(forUnknownKey, clocks.ticker().getAsLong())) {
      // The timer for the end of a back-off is set; that for the end of a cool-down is new.
      if (pace.owesRefresh() && !owed) {
        armTimer();
      }
      return null;
    }
    running = new Refresh(forUnknownKey, fetchesBegun.incrementAndGet());
    return running;
  }

  @Override
  public boolean hasKeyId(String keyId) {
    Held now = held;
    return now != null && now.keys.hasKeyId(keyId);
  }

  @Override
  public void refresh() {
    Refresh underWay;
    lock.lock();
    try {
      underWay = running;
    } finally {
      lock.unlock();
    }
    if (underWay != null) {
      // Its answer may be older than the reason for this call.
      await(underWay.done, fetchTimeout.plusSeconds(1));
    }
    lock.lock();
    pace.forgive();
    Refresh refresh = joinOrStart(held, false);
    if (refresh != null) {
      await(refresh.done, fetchTimeout.plusSeconds(1));
    }
  }

  @Override
  public KeySetStatus status() {
    Held now = held;
    FetchException failure = lastFailure;
    Optional<Duration> nextAttempt = Optional.empty();
    lock.lock();
    try {
      boolean isScheduled = timer != null || running != null;
      if (!closed && isScheduled) {
        Duration wait = untilNextFetch(now);
        nextAttempt = Optional.of(wait.isNegative() ? Duration.ZERO : wait);
      }
    } finally {
      lock.unlock();
    }
    boolean usable = now != null && !isTooOld(now);
    return new KeySetStatus(
        issuer,
        now == null || !usable ? List.of() : now.keys.names(),
        Optional.ofNullable(now).map(held -> Instant.ofEpochMilli(held.since.millis())),
        Optional.ofNullable(now).map(held -> clocks.since(held.since)),
        usable,
        failure != null,
        Optional.ofNullable(failure).map(FetchException::reason),
        nextAttempt);
  }

  private void start(Refresh refresh) {
    try {
      refresh.thread.start();
    } catch (OutOfMemoryError e) {
      // No thread to be had: the refresh must not stay "under way" for ever.
      finish(refresh, null, new FetchException("no thread for the fetch", e));
    }
  }

  private void run(Refresh refresh) {
    ScheduledFuture<?> deadline = null;
    Fetched fetched = null;
    FetchException failure;
    try {
      deadline = timers.schedule(Thread.currentThread()::interrupt, fetchTimeout);
      fetched = fetch.fetch();
      failure = null;
    } catch (FetchException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = new FetchException("no complete answer within " + fetchTimeout.toMillis() + " ms");
    } catch (RuntimeException | Error e) {
      failure = unexpected(e);
    } finally {
      if (deadline != null) {
        deadline.cancel(false);
      }
      // The deadline may have struck just now; what follows is not to be interrupted.
      Thread.interrupted();
    }
    finish(refresh, fetched, failure);
  }

  /** Puts the outcome in force, then lets the waiting go, then tells the listener. */
  private void finish(
      Refresh refresh, @Nullable Fetched fetched, @Nullable FetchException failure) {
    List<KeySetEvent> events = new ArrayList<>();
    lock.lock();
    try {
      // First, so that whatever fails below cannot leave it "under way" for ever.
      running = null;
      runningLate = false;
      if (fetched != null) {
        failure = accepting(fetched, refresh, events);
      }
      if (failure != null && !closed) {
        refuse(failure, events);
      }
      armTimer();
    } finally {
      lock.unlock();
      refresh.done.complete(null);
    }
    events.forEach(this::tell);
  }

  /** Whatever fails there, it is a fetch that failed: told, and not repeated at once. */
  private @Nullable FetchException accepting(
      Fetched fetched, Refresh refresh, List<KeySetEvent> events) {
    try {
      accept(fetched, refresh, events);
      return null;
    } catch (RuntimeException | Error e) {
      return unexpected(e);
    }
  }

  private static FetchException unexpected(Throwable e) {
    String what;
    try {
      what = e.toString();
    } catch (Throwable failure) {
      what = e.getClass().getName();
    }
    return new FetchException("unexpected: " + Quoted.text(what), e);
  }

  private void accept(Fetched fetched, Refresh refresh, List<KeySetEvent> events) {
    // Before anything is changed: what the clocks do is not in our hands.
    Clocks.Moment now = clocks.now();
    JwkSet keys = fetched.content().keys();
    Held before = held;
    boolean newKey = remembered.addAll(keys.thumbprints());
    while (remembered.size() > MAX_REMEMBERED_KEYS) {
      remembered.remove(remembered.iterator().next());
    }
    List<KeySetEvent> seen = beforeUse.apply(keys);
    held = new Held(keys, now, refreshAfter(fetched), refresh.number);
    lastFailure = null;
    staleLimitReported = false;
    pace.succeeded(refresh.forUnknownKey, newKey, now.tick());

    if (host != null && !host.equals(fetched.host())) {
      events.add(
          new KeySetEvent.KeyHostChanged(
              issuer, Quoted.escaped(host), Quoted.escaped(fetched.host())));
    }
    host = fetched.host();
    events.add(new KeySetEvent.Loaded(issuer, keys.names()));
    events.addAll(seen);
    skipped(fetched.content().skipped(), events);
    if (before != null) {
      Set<KeyName> gone = new LinkedHashSet<>(before.keys.names());
      keys.names().forEach(gone::remove);
      gone.forEach(key -> events.add(new KeySetEvent.KeyRemoved(issuer, key)));
    }
  }

  private void skipped(List<JwkSetReader.Skipped> entries, List<KeySetEvent> events) {
    for (JwkSetReader.Skipped entry : entries) {
      events.add(
          new KeySetEvent.EntrySkipped(issuer, entry.position(), entry.reason(), entry.severe()));
    }
  }

  private void refuse(FetchException failure, List<KeySetEvent> events) {
    skipped(failure.unusable(), events);
    long now = clocks.ticker().getAsLong();
    Held current = held;
    lastFailure = failure;
    if (failure.isEmptySet() && current != null && current.emptySince == null) {
      current.emptySince = clocks.now();
    }
    pace.failed(
        current == null || isTooOld(current), failure.retryAfter().orElse(Duration.ZERO), now);
    if (failure.isEmptySet()) {
      events.add(new KeySetEvent.EmptySet(issuer));
    }
    events.add(new KeySetEvent.LoadFailed(issuer, failure.reason(), pace.untilAttempt(now)));
    if (current != null && !isTooOld(current)) {
      events.add(new KeySetEvent.StaleServed(issuer, clocks.since(current.since)));
    }
  }

  /** Wakes up when the next fetch is due. Called with the lock held. */
  private void armTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (closed || running != null) {
      return;
    }
    Duration delay = untilNextFetch(held);
    // A tick of the injected clock need not be a tick of the timer's; not before a millisecond, so
    // that a clock which stands still does not make it spin.
    timer =
        timers.schedule(
            this::onTimer,
            delay.compareTo(Duration.ofMillis(1)) > 0 ? delay : Duration.ofMillis(1));
  }

  /** When the next fetch is due, in the past if it already is. Called with the lock held. */
  private Duration untilNextFetch(@Nullable Held current) {
    long now = clocks.ticker().getAsLong();
    // What is owed to an unknown key id waits for the end of a back-off too.
    if (pace.isFailing() || current == null) {
      return pace.untilAttempt(now);
    }
    Duration due = current.refreshAfter.minus(clocks.since(current.since));
    Duration coolDown = pace.untilCoolDownEnds(now);
    return pace.owesRefresh() && coolDown.compareTo(due) < 0 ? coolDown : due;
  }

  private void onTimer() {
    Held now = held;
    boolean owed;
    lock.lock();
    try {
      long tick = clocks.ticker().getAsLong();
      owed = pace.owesRefresh() && pace.untilCoolDownEnds(tick).isZero();
      boolean wanted = owed || pace.isFailing() || now == null || isDue(now);
      if (!wanted || !pace.untilAttempt(tick).isZero()) {
        // Also cancels a timer that was set while this one was about to run: there is only one.
        armTimer();
        return;
      }
    } finally {
      lock.unlock();
    }
    refresh(now, owed);
  }

  private boolean isDue(Held now) {
    return clocks.since(now.since).compareTo(now.refreshAfter) >= 0;
  }

  private boolean isTooOld(Held now) {
    Clocks.Moment empty = now.emptySince;
    return clocks.since(now.since).compareTo(STALE_LIMIT) > 0
        || (empty != null && clocks.since(empty).compareTo(STALE_LIMIT_AFTER_EMPTY_SET) > 0);
  }

  private void reportStaleLimit(Held tooOld) {
    lock.lock();
    try {
      if (staleLimitReported) {
        return;
      }
      staleLimitReported = true;
    } finally {
      lock.unlock();
    }
    tell(new KeySetEvent.StaleLimitPassed(issuer, clocks.since(tooOld.since)));
  }

  private KeyLookup.Unavailable unavailable() {
    Duration retryAfter;
    lock.lock();
    try {
      retryAfter = pace.untilAttempt(clocks.ticker().getAsLong());
    } finally {
      lock.unlock();
    }
    FetchException failure = lastFailure;
    return new KeyLookup.Unavailable(
        failure == null ? "the issuer's keys have not arrived yet" : failure.reason(),
        retryAfter,
        failure);
  }

  /** Ahead of the end of its life, each instance at another moment. */
  private static Duration refreshAfter(Fetched fetched) {
    Duration life = fetched.maxAge().orElse(LIFE);
    life = life.compareTo(MIN_LIFE) < 0 ? MIN_LIFE : life.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : life;
    return life.multipliedBy(ThreadLocalRandom.current().nextInt(75, 91)).dividedBy(100);
  }

  /** Whether what was waited for has come in time. */
  private static boolean await(CompletableFuture<Void> done, Duration time) {
    try {
      done.get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // What is in force by now decides.
      Log.write(System.Logger.Level.TRACE, "not waited for", e);
    }
    return false;
  }

  private void tell(KeySetEvent event) {
    try {
      listener.keySetChanged(event);
    } catch (Throwable e) {
      Log.write(System.Logger.Level.WARNING, "a key set listener failed", e);
    }
  }

  @Override
  public void close() {
    Refresh interrupted;
    lock.lock();
    try {
      closed = true;
      interrupted = running;
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
      if (interrupted != null) {
        interrupted.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (interrupted != null) {
      interrupted.done.complete(null);
    }
    timers.close();
    client.close();
  }
}
