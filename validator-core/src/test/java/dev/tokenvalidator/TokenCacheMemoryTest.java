package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TokenBuilder;
import dev.tokenvalidator.internal.jwk.JwkSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jol.info.GraphLayout;

/**
 * Remembered tokens use the configured memory, whatever they contain. The tests measure all objects
 * that the validator refers to.
 */
@Tag("slow")
class TokenCacheMemoryTest extends IssuerTestBase {

  TokenCacheMemoryTest() {
    super("RS256");
  }

  private static final int MEBIBYTE = 1024 * 1024;

  @BeforeAll
  static void allowJolToReadRecords() {
    System.setProperty("jol.magicFieldOffset", "true");
  }

  /** What tokens contain; each token differs. */
  private enum Shape {
    MACHINE_WITHOUT_SCOPE(128, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.without("scope");
      }
    },
    MACHINE(128, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope("read:products", "write:products");
      }
    },
    EIGHT_SCOPES(128, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(8, "read:things-"));
      }
    },
    OTHER_SCOPES_IN_EACH_TOKEN(128, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(3, "read:" + number + "-"));
      }
    },
    PERSON_WITH_MANY_CLAIMS(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token
            .claim("auth_time", 1_700_000_000L + number)
            .claim("azp", "shop")
            .claim("sid", "5f0c1d5e-1f4c-4f6e-9d0e-" + number)
            .claim("acr", "1")
            .claim("allowed-origins", List.of("https://shop.example"))
            .claim("realm_access", Map.of("roles", List.of("offline_access", "user", "buyer")))
            .claim("resource_access", Map.of("account", Map.of("roles", List.of("manage-account"))))
            .claim("scope", "openid email profile")
            .claim("email_verified", true)
            .claim("name", "Somebody Of " + number)
            .claim("preferred_username", "somebody" + number)
            .claim("email", "somebody" + number + "@example.com");
      }
    },
    FORTY_SCOPES(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(40, "read:things-"));
      }
    },
    FOUR_HUNDRED_SCOPES(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(400, "read:" + number + "-"));
      }
    },
    THREE_THOUSAND_SCOPES(2048, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(3_000, ""));
      }
    },
    FORTY_SCOPES_IN_AN_ARRAY(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("scope", List.of(names(40, "read:things-")));
      }
    },
    MANY_SCOPES_IN_AN_ARRAY(2048, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("scope", List.of(names(1_800, "")));
      }
    },
    FEW_LONG_SCOPES(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope("a" + number + "x".repeat(3_000), "b" + number + "x".repeat(3_000));
      }
    },
    REPEATED_SCOPE(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("scope", "a ".repeat(5_000) + number);
      }
    },
    SCOPE_CLAIM_OF_SPACES(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("scope", " ".repeat(11_000));
      }
    },
    EMPTY_SCOPES_IN_AN_ARRAY(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("scope", Collections.nCopies(3_000, ""));
      }
    },
    NON_LATIN_SCOPES(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.scope(names(300, "\u8aad" + number));
      }
    },
    EMPTY_OBJECTS(2048, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(3_500, Map.of()));
      }
    },
    EMPTY_ARRAYS(2048, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(3_500, List.of()));
      }
    },
    ARRAYS_OF_ONE(2048, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(2_500, List.of(1)));
      }
    },
    OBJECTS_OF_ONE(2048, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(1_300, Map.of("n", 1)));
      }
    },
    SMALL_NUMBERS(2048, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(5_000, 1));
      }
    },
    LONG_NUMBERS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        BigDecimal value = new BigDecimal(BigInteger.TEN.pow(59).add(BigInteger.valueOf(number)));
        return token.claim("all", Collections.nCopies(180, value));
      }
    },
    NUMBERS_OF_NINETEEN_DIGITS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("all", Collections.nCopies(500, BigInteger.TEN.pow(18)));
      }
    },
    DEEP_CLAIMS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        Object value = "x" + number;
        for (int i = 0; i < 6; i++) {
          value = Map.of("a" + i, List.of(value), "b", value.toString().length());
        }
        return token.claim("deep", Collections.nCopies(30, value));
      }
    },
    MANY_CLAIMS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        for (int i = 0; i < 700; i++) {
          token = token.claim("c" + i, i);
        }
        return token;
      }
    },
    OTHER_LONG_NAMES_IN_EACH_TOKEN(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        for (int i = 0; i < 100; i++) {
          token = token.claim("n" + number + "-" + i + "x".repeat(80), true);
        }
        return token;
      }
    },
    OTHER_MEMBERS_IN_EACH_TOKEN(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < 700; i++) {
          object.put(number + "-" + i, true);
        }
        return token.claim("all", object);
      }
    },
    NULLS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        for (int i = 0; i < 300; i++) {
          token = token.claim("c" + number + "-" + i, null);
        }
        return token;
      }
    },
    BOOLEANS(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        List<@Nullable Boolean> all = Arrays.asList(true, false, null, true);
        return token.claim("all", Collections.nCopies(400, all));
      }
    },
    LONG_TEXT(512, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("text", "x".repeat(11_000));
      }
    },
    LONG_NON_LATIN_TEXT(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.claim("text", "x".repeat(10_000) + "\u20ac");
      }
    },
    MANY_AUDIENCES(512, false) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        String[] audiences = names(250, "https://" + number + ".example/");
        audiences[200] = AUDIENCE;
        return token.audience(audiences);
      }
    },
    ANOTHER_HEADER_IN_EACH_TOKEN(128, true) {
      @Override
      TokenBuilder fill(TokenBuilder token, int number) {
        return token.header("x-number", number);
      }
    };

    private static final String AUDIENCE = "https://api.example";

    private final int limit;
    private final boolean realistic;

    /**
     * Creates a shape.
     *
     * @param kibibytes the memory to fill with such tokens
     * @param realistic whether real issuers issue such tokens
     */
    Shape(int kibibytes, boolean realistic) {
      this.limit = kibibytes * 1024;
      this.realistic = realistic;
    }

    abstract TokenBuilder fill(TokenBuilder token, int number);

    private ScopeFormat format() {
      return name().endsWith("IN_AN_ARRAY") ? ScopeFormat.ARRAY : ScopeFormat.STRING;
    }

    private static String[] names(int count, String start) {
      return IntStream.range(0, count)
          .mapToObj(i -> start + Integer.toString(i, 36))
          .toArray(String[]::new);
    }
  }

  private AccessTokenValidatorBuilder withConfiguredKeys() {
    return AccessTokenValidator.builder()
        .issuer(issuer.issuer())
        .audience(Shape.AUDIENCE)
        .jwkSet(issuer.keys().jwkSet())
        .clock(issuer.clock(), issuer.clock());
  }

  @ParameterizedTest
  @EnumSource
  void keepsRememberedTokensWithinTheLimit(Shape shape) {
    try (AccessTokenValidator validator =
        withConfiguredKeys()
            .scopeClaim("scope", shape.format())
            .tokenCacheBytes(shape.limit)
            .build()) {
      validator.validate(issuer.token().audience(Shape.AUDIENCE).without("scope").mint());
      long before = bytes(validator);
      int number = 0;
      while (validator.tokenCache().evictions() < 3) {
        TokenBuilder token = issuer.token().audience(Shape.AUDIENCE);
        validator.validate(shape.fill(token, number++).mint());
      }

      double share = (bytes(validator) - before) / (double) shape.limit;

      assertThat(share).isLessThan(1.2);
      if (shape.realistic) {
        assertThat(share).isGreaterThan(1 / 1.3);
      }
    }
  }

  private static long bytes(AccessTokenValidator validator) {
    // JOL follows weak references too: those to the scopes of evicted tokens are cleared first.
    System.gc();
    return GraphLayout.parseInstance(validator).totalSize();
  }

  /** A new set is loaded every few minutes, and the older tokens are not used again. */
  @Test
  void releasesOldKeySetsWhileTheirTokensAreRemembered() {
    AccessTokenValidator validator = validatorFor(issuer).tokenCacheBytes(MEBIBYTE).build();
    for (int i = 0; i < 20; i++) {
      validator.refreshKeys();
      validator.validate(issuer.token().mint());
    }
    // After close, its connections do not count, and its threads end soon.
    validator.close();

    assertThat(validator.tokenCache().tokens()).isEqualTo(20);
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (keySetsOf(validator) != 1) {
      assertThat(System.nanoTime() - end).isNegative();
    }
  }

  private static long keySetsOf(AccessTokenValidator validator) {
    return GraphLayout.parseInstance(validator).getClassCounts().count(JwkSet.class);
  }
}
