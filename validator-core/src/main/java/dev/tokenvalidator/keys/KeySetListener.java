package dev.tokenvalidator.keys;

/**
 * Told of everything that happens to the key set of an issuer.
 *
 * <p>Called on the thread where it happens, never while a lock is held; may be called by several
 * threads at once. It should return quickly. What it throws, an {@code Error} too, is logged and
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
