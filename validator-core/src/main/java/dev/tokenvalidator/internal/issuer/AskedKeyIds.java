package dev.tokenvalidator.internal.issuer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key ids that tokens asked for while no set held them, each with the time of its first sight.
 * Holds at most 1,024 and forgets the eldest first. Immutable.
 *
 * <p>Adding one always costs the same: entries are in a hash table, and in a ring by age. A place
 * of the table holds at most eight entries. An attacker who finds many ids that share a place makes
 * it forget an entry early, which turns a 401 into a 503.
 */
final class AskedKeyIds {

  private static final int MAX_IN_ONE_PLACE = 8;

  static final AskedKeyIds EMPTY =
      new AskedKeyIds(Slots.of(List.of()), Slots.of(Optional.empty()), 0);

  private final Slots<List<Entry>> byHash;
  private final Slots<Optional<Entry>> byAge;
  private final long added;

  private AskedKeyIds(Slots<List<Entry>> byHash, Slots<Optional<Entry>> byAge, long added) {
    this.byHash = byHash;
    this.byAge = byAge;
    this.added = added;
  }

  /**
   * When a key id was first asked for.
   *
   * @param keyId the id, whole: by a short hash of it two ids could pass for one
   * @param fetch the number of the first fetch that begins afterwards
   * @param at the moment
   */
  record Entry(String keyId, long fetch, Moment at) {

    /**
     * Instead of {@code equals}, which for a record with a component of our own type makes the Java
     * runtime keep our class loader for ever (a cache in {@code ObjectMethods}, seen in Java 17).
     */
    boolean isSame(Entry other) {
      return keyId.equals(other.keyId) && fetch == other.fetch;
    }
  }

  /** The first sight of a key id; null if it is not remembered. */
  @Nullable Entry find(String keyId) {
    for (Entry entry : byHash.get(place(keyId))) {
      if (entry.keyId().equals(keyId)) {
        return entry;
      }
    }
    return null;
  }

  /** With one more, whose id is not remembered yet. */
  AskedKeyIds with(Entry entry) {
    int age = (int) (added % Slots.COUNT);
    Slots<List<Entry>> table = byHash;
    Optional<Entry> eldest = byAge.get(age);
    if (eldest.isPresent()) {
      int place = place(eldest.get().keyId());
      table = table.with(place, without(table.get(place), eldest.get()));
    }
    int place = place(entry.keyId());
    table = table.with(place, and(table.get(place), entry));
    return new AskedKeyIds(table, byAge.with(age, Optional.of(entry)), added + 1);
  }

  /** Without those that a set holds: should it lose one of them, that is seen anew. */
  AskedKeyIds without(Set<String> keyIds) {
    Slots<List<Entry>> table = byHash;
    for (String keyId : keyIds) {
      Entry known = find(keyId);
      if (known != null) {
        table = table.with(place(keyId), without(table.get(place(keyId)), known));
      }
    }
    return new AskedKeyIds(table, byAge, added);
  }

  /** All that are remembered. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    for (int place = 0; place < Slots.COUNT; place++) {
      all.addAll(byHash.get(place));
    }
    return all;
  }

  private static List<Entry> and(List<Entry> entries, Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return List.copyOf(more.size() > MAX_IN_ONE_PLACE ? more.subList(1, more.size()) : more);
  }

  private static List<Entry> without(List<Entry> entries, Entry gone) {
    return entries.stream().filter(entry -> !entry.isSame(gone)).toList();
  }

  private static int place(String keyId) {
    return ((keyId.hashCode() * 0x9E3779B9) >>> 16) % Slots.COUNT;
  }
}
