package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressesTest {

  private final PeerAddresses addresses = new PeerAddresses();

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    // IPv6 as the JDK and containers write it, and as people write it.
    "2001:db8:0:1:2:3:4:5, 2001:db8:0:1::/64",
    "2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:1::/64",
    "2001:DB8::1:2:3:4:5, 2001:db8:0:1::/64",
    "2001:0db8:0000:0001::, 2001:db8:0:1::/64",
    "0:0:0:0:0:0:0:1, 0:0:0:0::/64",
    "::1, 0:0:0:0::/64",
    "[2001:db8:0:1::5], 2001:db8:0:1::/64",
    "fe80::1%eth0, fe80:0:0:0::/64",
    "fe80::1%no-such-interface, fe80:0:0:0::/64",
    "[fe80::1%25eth0], fe80:0:0:0::/64",
    // IPv4 addresses in IPv6 notation.
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:c000:201, 192.0.2.1",
    "0:0:0:0:0:ffff:c000:201, 192.0.2.1",
    "[::ffff:192.0.2.1], 192.0.2.1"
  })
  void readsEverySpellingOfAnAddress(String address, String source) {
    assertThat(addresses.sourceOf(address)).isEqualTo(source);
    assertThat(addresses.sourceOf(address)).as("remembered").isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run/api.sock",
        "unix:",
        "unknown",
        "host.example:443",
        "192.0.2.1:5000",
        "1:2:3",
        "1:2:3:4:5:6:7:8:9",
        "::ffff:192.0.2.999",
        ":",
        ":::",
        "[",
        "[::1",
        "]::1[",
        "%eth0",
        "[]",
        "[%]:",
        "a:b.example",
        "\u0661:\u0662::"
      })
  void returnsOtherTextUnchanged(String text) {
    assertThat(addresses.sourceOf(text)).isIn(text, "0:0:0:0::/64");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void returnsNoSourceWithoutAddress(String text) {
    assertThat(addresses.sourceOf(text)).isNull();
  }

  @Test
  void keepsAddressesApartBeyondItsCapacity() {
    IntStream.range(0, 70_000)
        .forEach(
            i -> {
              String prefix = "2001:db8:" + Integer.toHexString(i & 0xffff) + ":7";
              assertThat(addresses.sourceOf(prefix + ":1:2:3:4")).isEqualTo(prefix + "::/64");
            });
  }
}
