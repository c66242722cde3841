package dev.tokenvalidator.keys;

/**
 * Told of everything that happens to the key set of an issuer.
 *
 * <p>Called on a thread of its own, with one event of an issuer after the other, in the order in
 * which they happened; never while a lock is held, and not after the validator was closed. One that
 * is slow holds up nobody but itself: events that it leaves no room for are counted, and the count
 * is told as {@link KeySetEvent.EventsLost}. What it throws, an {@code Error} too, is logged and
 * goes no further.
 */
@FunctionalInterface
public interface KeySetListener {

  /**
   * Something happened to the key set of an issuer.
   *
   * @param event what happened
   */
  void keySetChanged(KeySetEvent event);
}
