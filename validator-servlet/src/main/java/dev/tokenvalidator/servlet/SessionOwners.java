package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who opened which session. The number of sessions is bounded: when there are too many, the caller
 * with the most sessions loses the one that it used least recently, so that one caller cannot push
 * out the sessions of others. If several callers have the most, the one that was idle longest loses
 * a session. Safe for use by several threads.
 */
final class SessionOwners {

  /** Longer ids are not remembered, and so never found. */
  private static final int MAX_ID_LENGTH = 256;

  private final int maximum;
  private final Map<String, Owner> byId = new HashMap<>();

  /** The sessions of each owner, the least recently used first; none is empty. */
  private final Map<Owner, Set<String>> byOwner = new HashMap<>();

  /** The owners by the number of their sessions, the longest away first; none is empty. */
  private final TreeMap<Integer, Set<Owner>> byCount = new TreeMap<>();

  SessionOwners(int maximum) {
    this.maximum = maximum;
  }

  /**
   * Remembers who opened a session. A session that is known stays with its owner.
   *
   * @param token of the caller; null for a caller without one
   */
  synchronized void opened(String id, @Nullable AccessToken token) {
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH || byId.containsKey(id)) {
      return;
    }
    Owner owner = Owner.of(token);
    byId.put(id, owner);
    Set<String> sessions = byOwner.computeIfAbsent(owner, it -> new LinkedHashSet<>());
    sessions.add(id);
    move(owner, sessions.size() - 1, sessions.size());
    if (byId.size() > maximum) {
      forgetOne();
    }
  }

  /**
   * Whether a caller opened a session that is still known.
   *
   * @param token of the caller; null for a caller without one
   */
  synchronized boolean isOwner(String id, @Nullable AccessToken token) {
    Owner owner = Owner.of(token);
    Set<String> sessions = byOwner.get(owner);
    if (sessions == null || !sessions.remove(id)) {
      return false;
    }
    sessions.add(id);
    move(owner, sessions.size(), sessions.size());
    return true;
  }

  private void forgetOne() {
    Owner owner = byCount.lastEntry().getValue().iterator().next();
    Set<String> sessions = byOwner.get(owner);
    if (sessions == null) {
      return;
    }
    String id = sessions.iterator().next();
    sessions.remove(id);
    byId.remove(id);
    if (sessions.isEmpty()) {
      byOwner.remove(owner);
    }
    move(owner, sessions.size() + 1, sessions.size());
  }

  /** Puts an owner last among those with its number of sessions. */
  private void move(Owner owner, int before, int now) {
    Set<Owner> left = byCount.get(before);
    if (left != null) {
      left.remove(owner);
      if (left.isEmpty()) {
        byCount.remove(before);
      }
    }
    if (now > 0) {
      byCount.computeIfAbsent(now, it -> new LinkedHashSet<>()).add(owner);
    }
  }

  /**
   * A caller. The subject is unique only together with the issuer, and a person may use several
   * clients.
   */
  private record Owner(
      Optional<String> issuer, Optional<String> clientId, Optional<String> subject) {

    private static final Owner NOBODY =
        new Owner(Optional.empty(), Optional.empty(), Optional.empty());

    static Owner of(@Nullable AccessToken token) {
      return token == null
          ? NOBODY
          : new Owner(
              Optional.of(token.issuer()),
              Optional.of(token.clientId()),
              Optional.of(token.subject()));
    }
  }
}
