package dev.tokenvalidator.internal.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Generates JSON documents with one odd part from a valid document. Changes of single bytes rarely
 * leave a document readable, but nearly all of these can be read up to the odd part. The same seed
 * gives the same document.
 */
public final class OddJson {

  private static final int[] LENGTHS = {
    1, 2, 10, 18, 19, 20, 63, 64, 65, 308, 998, 999, 1000, 1001
  };
  private static final int[] DEPTHS = {1, 2, 15, 16, 17, 61, 62, 63, 64, 65, 66, 100, 1000};
  private static final String[] EXPONENTS =
      words(
          "0 1 9 10 99 308 309 400 998 999 1000 1001 9999 2147483646 2147483647 2147483648"
              + " 2147483649 4294967296 9223372036854775807 9223372036854775808 99999999999"
              + " 999999999999999999999999999999");
  private static final String[] INVALID_NUMBERS =
      words("01 - +1 .5 5. 1e 1e+ 1.e1 1.5.5 0x10 NaN -Infinity 1_000 \u0661 1\u0130");
  private static final String[] LITERALS =
      words(
          "true false null {} [] \"\" [null] {\"\":null} True nul undefined 'x' } ] , /**/1 truefalse"
              + " \u00a0 \u015b\u015d \u0122a\u0122");

  /** Some are invalid JSON, some are invalid Unicode, and some change when cut to a byte. */
  private static final String[] CHARACTERS =
      words(
          "a \\n \\u0061 \\/ \\\\ \\\" \\u0000 \\ud83d\\ude00 \\ud83d \\ude00 \\ude00\\ud83d \\uD800\\u0041"
              + " \ud83d\ude00 \u00e9 \ufffd \ufeff \u2028 \u007f \u0001 \\x \\u12 \\u_123 \\ \u0661"
              + " \\u006\u0661 \u0122 \u015c * ' $");

  private static final String[] NAMES =
      words(
          "x d k alg kid typ crit b64 jwk iss aud exp nbf iat sub scope cnf keys kty crv y n e use"
              + " key_ops issuer jwks_uri __proto__ \\u0061lg a\\u0000 \\ud800 \u00e9");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SplittableRandom random;

  private static String[] words(String text) {
    return text.split(" ", -1);
  }

  private OddJson(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Generates a document.
   *
   * @param seed the seed
   * @param valid a valid object
   * @return the object with one odd part
   */
  public static String document(long seed, String valid) {
    return new OddJson(seed).document(members(valid));
  }

  /**
   * Generates a text to use as a value.
   *
   * @param seed the seed
   * @param valid an object that is a valid value
   * @return usually the object with one odd part, and sometimes another value
   */
  public static String value(long seed, String valid) {
    OddJson odd = new OddJson(seed);
    return odd.oneIn(5) ? odd.value(3) : odd.document(members(valid));
  }

  private static Map<String, String> members(String json) {
    Map<String, String> members = new LinkedHashMap<>();
    try {
      JSON.readTree(json)
          .properties()
          .forEach(member -> members.put(member.getKey(), member.getValue().toString()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
    return members;
  }

  private static String written(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String document(Map<String, String> members) {
    if (oneIn(40)) {
      return around(written(members));
    }
    return written(changed(members));
  }

  private Map<String, String> changed(Map<String, String> members) {
    Map<String, String> changed = new LinkedHashMap<>(members);
    List<String> names = new ArrayList<>(members.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> changed.put(name, value(3));
      case 3, 4, 5 -> changed.put(name(), value(3));
      case 6 -> changed.remove(name);
      // The object has the same name twice, in two spellings.
      default ->
          changed.put("\\u00" + Integer.toHexString(name.charAt(0)) + name.substring(1), value(3));
    }
    return changed;
  }

  private String around(String document) {
    return switch (random.nextInt(8)) {
      case 0 -> " \t\r\n" + document + " \n";
      case 1 -> document + "{}";
      case 2 -> "\ufeff" + document;
      case 3 -> "[" + document + "]";
      case 4 -> document.substring(0, 1 + random.nextInt(document.length()));
      case 5 -> document.replace(":", "\n:\t");
      case 6 -> document.replace(",", ",,");
      default -> document.replace("}", ",}");
    };
  }

  private String name() {
    if (oneIn(20)) {
      return "n".repeat(pick(new int[] {64, 255, 256, 257, 3000, 50_000, 50_001, 60_000}));
    }
    return oneIn(4) ? characters() : pick(NAMES);
  }

  /** A value up to this depth, or one whose depth is the odd part. */
  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 8)) {
      case 0, 1, 2, 3 -> number();
      case 4, 5 -> '"' + characters() + '"';
      case 6, 7 -> pick(LITERALS);
      case 8 -> nested();
      case 9 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
      case 10 -> "{\"" + name() + "\":" + value(depth - 1) + "}";
      default -> "[" + value(depth - 1) + "]";
    };
  }

  private String nested() {
    int depth = pick(DEPTHS);
    return oneIn(2)
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\":".repeat(depth) + value(0) + "}".repeat(depth);
  }

  private String number() {
    if (oneIn(8)) {
      return pick(INVALID_NUMBERS);
    }
    String whole = oneIn(3) ? "0" : digit() + digits(pick(LENGTHS) - 1);
    String fraction = oneIn(3) ? "." + digits(pick(LENGTHS)) : "";
    return (oneIn(3) ? "-" : "") + whole + fraction + (oneIn(4) ? "" : exponent());
  }

  private String exponent() {
    String sign = pick(new String[] {"", "+", "-"});
    String zeros = oneIn(5) ? "0".repeat(pick(LENGTHS)) : "";
    String digits = oneIn(4) ? digit() + digits(random.nextInt(6)) : pick(EXPONENTS);
    return (oneIn(2) ? "e" : "E") + sign + zeros + digits;
  }

  private String digit() {
    return String.valueOf(1 + random.nextInt(9));
  }

  private String digits(int count) {
    return String.valueOf(random.nextInt(10)).repeat(count);
  }

  private String characters() {
    StringBuilder characters = new StringBuilder();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      // Most characters are valid, so that a reader reaches the invalid ones.
      characters.append(oneIn(3) ? pick(CHARACTERS) : "a");
    }
    return oneIn(30) ? characters.toString() + "s".repeat(5000) : characters.toString();
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private String pick(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private int pick(int[] of) {
    return of[random.nextInt(of.length)];
  }
}
