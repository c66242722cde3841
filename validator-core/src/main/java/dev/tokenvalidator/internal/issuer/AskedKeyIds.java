package dev.tokenvalidator.internal.issuer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the key ids that tokens named while they were in no set, and when each was first seen.
 * Holds at most 1,024 and forgets the oldest first. Immutable.
 *
 * <p>Adding an id always costs the same: entries are in a hash table, and in a ring ordered by age.
 * A bucket of the table holds at most eight entries. An attacker who finds many ids for one bucket
 * can make us forget an entry early, which turns a 401 into a 503.
 */
final class AskedKeyIds {

  private static final int MAX_PER_BUCKET = 8;

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
   * When a key id was first seen.
   *
   * @param keyId the whole id, because two ids could have the same short hash
   * @param fetch the number of the first fetch that begins afterwards
   * @param at when the id was first seen
   */
  record Entry(String keyId, long fetch, Moment at) {

    /**
     * Replaces {@code equals}. For a record with a component of our own type, {@code equals} makes
     * the Java runtime keep our class loader forever (a cache in {@code ObjectMethods}, seen in
     * Java 17).
     */
    boolean isSame(Entry other) {
      return keyId.equals(other.keyId) && fetch == other.fetch;
    }
  }

  /** When a key id was first seen; null if the id is not remembered. */
  @Nullable Entry find(String keyId) {
    for (Entry entry : byHash.get(bucket(keyId))) {
      if (entry.keyId().equals(keyId)) {
        return entry;
      }
    }
    return null;
  }

  /** Adds an entry. Its id must not be remembered yet. */
  AskedKeyIds with(Entry entry) {
    int age = (int) (added % Slots.COUNT);
    Slots<List<Entry>> table = byHash;
    Optional<Entry> oldest = byAge.get(age);
    if (oldest.isPresent()) {
      int bucket = bucket(oldest.get().keyId());
      table = table.with(bucket, remove(table.get(bucket), oldest.get()));
    }
    int bucket = bucket(entry.keyId());
    table = table.with(bucket, append(table.get(bucket), entry));
    return new AskedKeyIds(table, byAge.with(age, Optional.of(entry)), added + 1);
  }

  /** Forgets the ids that a set holds. If a later set loses one of them, it counts as new. */
  AskedKeyIds without(Set<String> keyIds) {
    Slots<List<Entry>> table = byHash;
    for (String keyId : keyIds) {
      Entry known = find(keyId);
      if (known != null) {
        table = table.with(bucket(keyId), remove(table.get(bucket(keyId)), known));
      }
    }
    return new AskedKeyIds(table, byAge, added);
  }

  /** All entries that are remembered. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    for (int bucket = 0; bucket < Slots.COUNT; bucket++) {
      all.addAll(byHash.get(bucket));
    }
    return all;
  }

  private static List<Entry> append(List<Entry> entries, Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return List.copyOf(more.size() > MAX_PER_BUCKET ? more.subList(1, more.size()) : more);
  }

  private static List<Entry> remove(List<Entry> entries, Entry removed) {
    return entries.stream().filter(entry -> !entry.isSame(removed)).toList();
  }

  private static int bucket(String keyId) {
    return ((keyId.hashCode() * 0x9E3779B9) >>> 16) % Slots.COUNT;
  }
}
