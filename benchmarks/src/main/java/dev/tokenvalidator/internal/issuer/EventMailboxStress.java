package dev.tokenvalidator.internal.issuer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tokenvalidator.keys.KeySetEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Threads that put events into a mailbox, the one that delivers them, and the end. */
final class EventMailboxStress {

  private EventMailboxStress() {}

  private static KeySetEvent event(String name) {
    return new KeySetEvent.UnknownKeyId(name, "key");
  }

  /** Notes whether two events are delivered at once. */
  private static final class Listener {

    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean twoAtOnce;

    void deliver(KeySetEvent event) {
      if (busy.getAndSet(true)) {
        twoAtOnce = true;
      }
      delivered.add(event.issuer());
      busy.set(false);
    }

    boolean isInOrder(String first, String second) {
      boolean secondIsLater =
          delivered.contains(first) && delivered.indexOf(first) < delivered.indexOf(second);
      return !twoAtOnce && (secondIsLater || !delivered.contains(second));
    }
  }

  /** Events from before the end are delivered in order. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "All events are delivered in order.")
  @Outcome(expect = FORBIDDEN, desc = "An event is lost, out of order, or beside another.")
  public static class DeliversAllInOrder {

    private final Listener listener = new Listener();
    private final EventMailbox mailbox = new EventMailbox("issuer", listener::deliver);

    @Actor
    public void one() {
      mailbox.keySetChanged(event("1"));
      mailbox.keySetChanged(event("2"));
    }

    @Actor
    public void another() {
      mailbox.keySetChanged(event("a"));
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      mailbox.close();
      result.r1 =
          listener.delivered.size() == 3
              && listener.delivered.contains("a")
              && listener.delivered.contains("2")
              && listener.isInOrder("1", "2");
    }
  }

  /** After the end no event is delivered. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "No event is delivered afterwards.")
  @Outcome(expect = FORBIDDEN, desc = "An event is delivered afterwards, or the first is lost.")
  public static class DeliversNothingAfterItsEnd {

    private final Listener listener = new Listener();
    private final EventMailbox mailbox = new EventMailbox("issuer", listener::deliver);
    private int atTheEnd;

    @Actor
    public void fetch() {
      mailbox.keySetChanged(event("1"));
      mailbox.keySetChanged(event("2"));
    }

    @Actor
    public void application() {
      mailbox.close();
      atTheEnd = listener.delivered.size();
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      result.r1 =
          listener.delivered.size() == atTheEnd
              && (listener.delivered.isEmpty() || listener.delivered.get(0).equals("1"))
              && listener.isInOrder("1", "2");
    }
  }
}
