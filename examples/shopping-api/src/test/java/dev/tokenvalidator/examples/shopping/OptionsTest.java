package dev.tokenvalidator.examples.shopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void hasPortsOfItsOwn() {
    assertThat(Options.parse()).isEqualTo(new Options(8080, 3001, false, false));
  }

  @Test
  void takesOtherPorts() {
    assertThat(Options.parse("--port", "0", "--issuer-port", "65535"))
        .isEqualTo(new Options(0, 65535, false, false));
  }

  @Test
  void takesTheCheckAndTheHelp() {
    assertThat(Options.parse("--check").check()).isTrue();
    assertThat(Options.parse("--help").help()).isTrue();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Options.parse("--chekc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--chekc");
  }

  @Test
  void refusesWhatIsNoPort() {
    for (String port : new String[] {"65536", "-1", "http", ""}) {
      assertThatThrownBy(() -> Options.parse("--port", port))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("--port: needs a port");
    }
    assertThatThrownBy(() -> Options.parse("--issuer-port"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--issuer-port: needs a port");
  }
}
