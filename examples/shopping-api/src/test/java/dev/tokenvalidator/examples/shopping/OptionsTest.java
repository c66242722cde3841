package dev.tokenvalidator.examples.shopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void hasDefaultPorts() {
    assertThat(Options.parse()).isEqualTo(new Options(8080, 3001, false));
  }

  @Test
  void takesOtherPorts() {
    assertThat(Options.parse("--port", "0", "--issuer-port", "65535"))
        .isEqualTo(new Options(0, 65535, false));
  }

  @Test
  void takesTheHelp() {
    assertThat(Options.parse("--help").help()).isTrue();
  }

  @Test
  void refusesUnknownOptions() {
    assertThatThrownBy(() -> Options.parse("--prot"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--prot");
  }

  @Test
  void refusesBadPorts() {
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
