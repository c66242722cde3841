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

/** Those who put events into a mailbox, the one who tells them, and the end. */
final class EventMailboxStress {

  private EventMailboxStress() {}

  private static KeySetEvent event(String name) {
    return new KeySetEvent.UnknownKeyId(name, "key");
  }

  /** Notes whether it is told two events at once. */
  private static final class Listener {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean twoAtOnce;

    void hear(KeySetEvent event) {
      if (busy.getAndSet(true)) {
        twoAtOnce = true;
      }
      told.add(event.issuer());
      busy.set(false);
    }

    boolean isInOrder(String first, String second) {
      boolean secondIsLater = told.contains(first) && told.indexOf(first) < told.indexOf(second);
      return !twoAtOnce && (secondIsLater || !told.contains(second));
    }
  }

  /** What has happened before the end is told, in order. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "All is told in order.")
  @Outcome(expect = FORBIDDEN, desc = "Something is not told, or too early, or two at once.")
  public static class TellsAllInOrder {

    private final Listener listener = new Listener();
    private final EventMailbox mailbox = new EventMailbox("issuer", listener::hear);

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
          listener.told.size() == 3
              && listener.told.contains("a")
              && listener.told.contains("2")
              && listener.isInOrder("1", "2");
    }
  }

  /** Once the end has come, nothing is told any more. */
  @JCStressTest
  @State
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Nothing is told afterwards.")
  @Outcome(expect = FORBIDDEN, desc = "Something is told afterwards, or the first is left out.")
  public static class TellsNothingAfterItsEnd {

    private final Listener listener = new Listener();
    private final EventMailbox mailbox = new EventMailbox("issuer", listener::hear);
    private int atTheEnd;

    @Actor
    public void fetch() {
      mailbox.keySetChanged(event("1"));
      mailbox.keySetChanged(event("2"));
    }

    @Actor
    public void application() {
      mailbox.close();
      atTheEnd = listener.told.size();
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      result.r1 =
          listener.told.size() == atTheEnd
              && (listener.told.isEmpty() || listener.told.get(0).equals("1"))
              && listener.isInOrder("1", "2");
    }
  }
}
