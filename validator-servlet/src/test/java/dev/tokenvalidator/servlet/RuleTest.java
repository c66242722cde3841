package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.servlet.Access.allOf;
import static dev.tokenvalidator.servlet.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Explanation;
import org.junit.jupiter.api.Test;

class RuleTest {

  private final Rule closed =
      Rule.closed("closed", Explanation.of("a rule", "none").withHint("add one"));
  private final Rule read = new Rule("read", allOf("read"), null);
  private final Rule admin = new Rule("admin", allOf("admin"), null);
  private final Rule open = new Rule("open", open(), null);

  @Test
  void staysClosedWhateverItIsJoinedWith() {
    for (Rule other : new Rule[] {read, open, closed, read.and(admin)}) {
      assertThat(closed.and(other).isClosed()).isTrue();
      assertThat(other.and(closed).isClosed()).isTrue();
      assertThat(other.and(closed).isOpen()).isFalse();
      assertThat(other.and(closed, "why").hint()).isEqualTo("add one");
    }
  }

  @Test
  void keepsWhyItWasJoined() {
    assertThat(read.and(admin).hint()).isNull();
    Rule joined = read.and(admin, "one").and(open, "two").and(read).and(open, "one");

    assertThat(joined.hint()).isEqualTo("one; two");
    assertThat(joined.access()).hasToString("allOf(read) allOf(admin) allOf(read)");
  }
}
