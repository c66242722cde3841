package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Explanation;
import org.junit.jupiter.api.Test;

class AccessRuleTest {

  private final AccessRule closed =
      AccessRule.closed("closed", Explanation.of("a rule", "none").withHint("add one"));
  private final AccessRule read = new AccessRule("read", allOf("read"), null);
  private final AccessRule admin = new AccessRule("admin", allOf("admin"), null);
  private final AccessRule open = new AccessRule("open", open(), null);

  @Test
  void staysClosedWhenCombined() {
    for (AccessRule other : new AccessRule[] {read, open, closed, read.and(admin, null)}) {
      assertThat(closed.and(other, null).isClosed()).isTrue();
      assertThat(other.and(closed, null).isClosed()).isTrue();
      assertThat(other.and(closed, null).isOpen()).isFalse();
      assertThat(other.and(closed, "why").hint()).isEqualTo("add one");
    }
  }

  @Test
  void keepsTheReasonsForCombining() {
    assertThat(read.and(admin, null).hint()).isNull();
    AccessRule joined = read.and(admin, "one").and(open, "two").and(read, null).and(open, "one");

    assertThat(joined.hint()).isEqualTo("one; two");
    assertThat(joined.access()).hasToString("allOf(read) allOf(admin)");
  }
}
