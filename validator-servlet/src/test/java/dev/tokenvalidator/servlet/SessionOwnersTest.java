package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many sessions are remembered, and whose are forgotten. */
@ExtendWith(QuickIssuer.class)
class SessionOwnersTest {

  private static final int MAXIMUM = 10;

  private final SessionOwners owners = new SessionOwners(MAXIMUM);

  private static List<AccessToken> callers(TestIssuer issuer, int count) {
    List<AccessToken> callers = new ArrayList<>();
    try (AccessTokenValidator validator = QuickIssuer.validator(issuer)) {
      for (int i = 0; i < count; i++) {
        callers.add(validator.validate(issuer.token().clientId("c" + i).subject("c" + i).mint()));
      }
    }
    return callers;
  }

  @Test
  void keepsTheSessionsOfOthersWhileOneCallerOpensMany(TestIssuer issuer) {
    List<AccessToken> callers = callers(issuer, 3);
    owners.opened("b", callers.get(1));
    owners.opened("c", callers.get(2));
    for (int i = 0; i < 1_000; i++) {
      owners.opened("a" + i, callers.get(0));
    }

    assertThat(owners.isOwner("b", callers.get(1))).isTrue();
    assertThat(owners.isOwner("c", callers.get(2))).isTrue();
    assertThat(owners.isOwner("a999", callers.get(0))).isTrue();
    assertThat(owners.isOwner("a991", callers.get(0))).isFalse();
  }

  @Test
  void forgetsTheSessionThatWasUsedLeastRecently(TestIssuer issuer) {
    AccessToken caller = callers(issuer, 1).get(0);
    for (int i = 0; i < MAXIMUM; i++) {
      owners.opened("s" + i, caller);
    }
    assertThat(owners.isOwner("s0", caller)).isTrue();
    owners.opened("new", caller);

    assertThat(owners.isOwner("s0", caller)).isTrue();
    assertThat(owners.isOwner("s1", caller)).isFalse();
    assertThat(owners.isOwner("new", caller)).isTrue();
  }

  /** Each caller has one session, so all have the most. The one that was away longest loses its. */
  @Test
  void letsEveryNewCallerOpenASessionWhenAllHaveOne(TestIssuer issuer) {
    List<AccessToken> callers = callers(issuer, 5 * MAXIMUM);
    for (int i = 0; i < callers.size(); i++) {
      owners.opened("s" + i, callers.get(i));
      if (i > 0) {
        assertThat(owners.isOwner("s0", callers.get(0))).isTrue();
      }

      assertThat(owners.isOwner("s" + i, callers.get(i))).isTrue();
      if (i > MAXIMUM) {
        assertThat(owners.isOwner("s" + (i - MAXIMUM), callers.get(i - MAXIMUM))).isFalse();
      }
    }
  }

  @Test
  void keepsASessionWithItsFirstOwner(TestIssuer issuer) {
    List<AccessToken> callers = callers(issuer, 2);
    owners.opened("s", callers.get(0));
    owners.opened("s", callers.get(1));

    assertThat(owners.isOwner("s", callers.get(0))).isTrue();
    assertThat(owners.isOwner("s", callers.get(1))).isFalse();
    assertThat(owners.isOwner("s", null)).isFalse();
  }

  @Test
  void remembersNoIdThatIsEmptyOrTooLong(TestIssuer issuer) {
    AccessToken caller = callers(issuer, 1).get(0);
    for (String id : List.of("", "x".repeat(257))) {
      owners.opened(id, caller);
      assertThat(owners.isOwner(id, caller)).isFalse();
    }
    owners.opened("x".repeat(256), caller);
    assertThat(owners.isOwner("x".repeat(256), caller)).isTrue();
  }

  /** No history of calls gives a session to anybody but the one who opened it first. */
  @Test
  void holdsInEveryHistory(TestIssuer issuer) {
    List<AccessToken> callers = callers(issuer, 5);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SessionOwners searched = new SessionOwners(MAXIMUM);
      Map<String, AccessToken> lastOpened = new HashMap<>();
      for (int step = 0; step < 300; step++) {
        String id = "s" + random.nextInt(30);
        AccessToken caller = callers.get(random.nextInt(callers.size()));
        if (random.nextBoolean()) {
          boolean known = callers.stream().anyMatch(each -> searched.isOwner(id, each));
          searched.opened(id, caller);
          if (!known) {
            lastOpened.put(id, caller);
          }
        }
        long owning = callers.stream().filter(each -> searched.isOwner(id, each)).count();
        assertThat(owning).isLessThanOrEqualTo(1);
        if (owning == 1) {
          AccessToken owner = lastOpened.get(id);
          assertThat(owner).isNotNull();
          assertThat(searched.isOwner(id, owner)).isTrue();
        }
      }
      long remembered = 0;
      for (int i = 0; i < 30; i++) {
        String id = "s" + i;
        remembered += callers.stream().filter(each -> searched.isOwner(id, each)).count();
      }
      assertThat(remembered).isLessThanOrEqualTo(MAXIMUM);
    }
  }
}
