package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of any characters is refused as a token, and no other exception is thrown. */
class TokenTextTest {

  private static final long SEED = 20_261_123;
  private static final int TEXTS = 10_000;
  private static final String BASE64_URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /** RS256, which is cheap to verify. */
  private final TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start();

  private final AccessTokenValidator validator = validatorOf(issuer.issuer());
  private final AccessTokenValidator forSeveral =
      AccessTokenValidator.forIssuers(
          validatorOf(issuer.issuer()), validatorOf("https://other.example"));
  private final String good = issuer.token().mint();

  private AccessTokenValidator validatorOf(String name) {
    return AccessTokenValidator.builder()
        .issuer(name)
        .audience(issuer.resource().indicator())
        .jwkSet(issuer.keys().jwkSet())
        .clock(issuer.clock(), System::nanoTime)
        .build();
  }

  @AfterEach
  void close() {
    validator.close();
    forSeveral.close();
    issuer.close();
  }

  /** Characters whose low byte or replacement could pass for ASCII. */
  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE00", "\uD83D", "\uDE00", "\uDE00\uD83D", "\u00e9", "\u0141"})
  void refusesCharactersBeyondAsciiInEachPart(String odd) {
    String odds = odd.repeat(10);

    for (String text :
        List.of(
            odds + ".a.b",
            "a." + odds + ".b",
            "a.b." + odds,
            odds + "." + odds + "." + odds,
            odds + good,
            good + odds,
            good.replaceFirst("\\.", "." + odds),
            good.replaceFirst("\\.", odds + "."),
            good.replaceFirst("\\.([^.]*)$", "." + odds + "$1"),
            good.replaceFirst("\\.([^.]*)$", odds + ".$1"))) {
      assertThat(reasonOf(validator, text)).isEqualTo(Reason.MALFORMED);
      assertThat(reasonOf(forSeveral, text)).isEqualTo(Reason.MALFORMED);
    }
    assertThat(reasonOf(validator, odds)).isEqualTo(Reason.OPAQUE);
    assertThat(reasonOf(validator, odds + "." + odds)).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, (odds + ".").repeat(4) + odds)).isEqualTo(Reason.ENCRYPTED);
  }

  @Test
  void measuresTheLengthInCharacters() {
    String pair = "\uD83D\uDE00";

    assertThat(reasonOf(validator, pair.repeat(8 * 1024 - 2) + ".a.b")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOf(validator, pair.repeat(8 * 1024 - 1) + ".a.b")).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  @Tag("slow")
  void refusesRandomUnicodeText() {
    Random random = new Random(SEED);
    // The validators remember the header of this token and compare later ones with it.
    validator.validate(good);
    forSeveral.validate(good);
    for (int i = 0; i < TEXTS; i++) {
      String text = random.nextBoolean() ? random(random) : altered(random);
      if (text.equals(good)) {
        continue;
      }
      String about = "text " + i + " of seed " + SEED;
      assertRefused(about, () -> validator.validate(text));
      assertRefused(about, () -> forSeveral.validate(text));
      assertRefused(about, () -> validator.validateAuthorization(List.of("Bearer " + text)));
    }
  }

  /** The entries of a set are cut out of its text, far from its beginning. */
  @Test
  void findsKeysInSetsWithSupplementaryCharacters() {
    Random random = new Random(SEED);
    String key = issuer.keys().jwkSet().replaceFirst("^.*\\[", "").replaceFirst("].*$", "");
    for (int size : new int[] {1, 20, 2_000, 50_000}) {
      StringBuilder odd = new StringBuilder();
      for (int i = 0; i < size; i++) {
        odd.appendCodePoint(0x10000 + random.nextInt(0x100000));
      }
      String set =
          "{\"%1$s\":\"%1$s\",\"keys\":[{\"%1$s\":[\"%1$s\"]},%2$s],\"x\":\"%1$s\"}"
              .formatted(odd, key);
      try (AccessTokenValidator among =
          AccessTokenValidator.builder()
              .issuer(issuer.issuer())
              .audience(issuer.resource().indicator())
              .jwkSet(set)
              .clock(issuer.clock(), System::nanoTime)
              .build()) {
        assertThat(among.validate(good).clientId()).isEqualTo(issuer.app().id());
      }
    }
  }

  private static void assertRefused(String about, Runnable validation) {
    try {
      validation.run();
    } catch (InvalidTokenException | InvalidRequestException e) {
      return;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(about, e);
    }
    throw new AssertionError(about + " is accepted");
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(20) == 0 ? 9_000 : 60);
    int dots = random.nextInt(8);
    for (int i = 0; i < length; i++) {
      append(text, random);
      if (random.nextInt(length) < dots) {
        text.append('.');
      }
    }
    return text.toString();
  }

  /** A good token with a few places changed. */
  private String altered(Random random) {
    StringBuilder text = new StringBuilder(good);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      StringBuilder odd = new StringBuilder();
      append(odd, random);
      int at = random.nextInt(text.length());
      text.replace(at, Math.min(text.length(), at + random.nextInt(3)), odd.toString());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
      case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x10000));
      case 2 -> text.append((char) random.nextInt(0x100));
      case 3 -> text.append((char) (0xD800 + random.nextInt(0x800)));
      case 4 -> text.append((char) random.nextInt(0x10000));
      default -> text.append(BASE64_URL.charAt(random.nextInt(BASE64_URL.length())));
    }
  }
}
