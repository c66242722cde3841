package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.KeySetStatus.State;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether tokens can be validated, for a health page. Keys that nobody has asked for yet are no
 * fault. It belongs to readiness at most: a restart brings no keys.
 */
record KeysHealth(boolean isUp, Map<String, Object> details) {

  static KeysHealth of(AccessTokenValidator validator) {
    boolean isUp = true;
    Map<String, Object> details = new LinkedHashMap<>();
    for (KeySetStatus keys : validator.keySets()) {
      isUp &= keys.usable() || keys.state() == State.NOT_ASKED;
      details.put(
          keys.issuer(),
          keys.state() == State.NOT_ASKED ? "keys not asked for yet" : describe(keys));
    }
    return new KeysHealth(isUp, details);
  }

  private static String describe(KeySetStatus keys) {
    return (keys.usable() ? "keys: " + keys.keys().size() : "no keys")
        + keys.age().map(age -> ", " + age.toSeconds() + " s old").orElse("")
        + keys.lastFailure().map(failure -> ", last fetch failed: " + failure).orElse("");
  }
}
