package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.OurValidation.ofHeaders;
import static dev.tokenvalidator.benchmarks.speed.OurValidation.ofTokens;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** What is measured: this library, the others, and what the figures are compared with. */
public enum Library {
  RAW("raw JCA"),
  OURS("this library"),
  OURS_BC("this library, Bouncy Castle"),
  OURS_ACCP("this library, Corretto"),
  NIMBUS("Nimbus"),
  SPRING("Spring Security"),
  JOSE4J("jose4j"),
  JAVA_JWT("java-jwt + jwks-rsa"),
  JJWT("jjwt"),
  OURS_WARM("this library, remembered token"),

  OURS_WARM_METRICS("this library, remembered token, with metrics"),
  OURS_WARM_TOKEN("this library, remembered token, validate(String)"),
  NO_FILTER("no filter"),
  OUR_FILTER("this library's filter, remembered token"),
  SPRING_FILTER("Spring's filter, constant decoder");

  /** The rows of the table and the bars of the chart. */
  static final Set<Library> TABLE = EnumSet.range(RAW, OURS_WARM);

  private static final Set<Library> WITHOUT_CHECKS = EnumSet.of(RAW, NO_FILTER, SPRING_FILTER);

  private final String label;

  Library(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Only the table needs other algorithms than RS256, and two libraries have no EdDSA. */
  boolean isMeasuredWith(Algorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> true;
      case ES256, ES384 -> TABLE.contains(this);
      case EDDSA -> TABLE.contains(this) && this != SPRING && this != JAVA_JWT;
    };
  }

  /** Fails if the library accepts a bad token or refuses a good one. */
  Validation validation(IssuedTokens tokens) throws Exception {
    Validation validation = create(tokens);
    validation.validate(text(tokens.good().get(0)).get());
    for (String bad : WITHOUT_CHECKS.contains(this) ? Set.<String>of() : tokens.bad()) {
      if (accepts(validation, text(bad).get())) {
        throw new IllegalStateException("accepts bad token " + tokens.bad().indexOf(bad));
      }
    }
    return validation;
  }

  private Validation create(IssuedTokens tokens) throws Exception {
    return switch (this) {
      case RAW -> new RawJca(tokens);
      case OURS -> ofTokens(OurValidation.forgetting(tokens, null));
      case OURS_BC -> ofTokens(OurValidation.forgetting(tokens, new BouncyCastleProvider()));
      case OURS_ACCP -> {
        AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
        yield ofTokens(OurValidation.forgetting(tokens, AmazonCorrettoCryptoProvider.INSTANCE));
      }
      case NIMBUS -> new NimbusValidation(tokens);
      case SPRING -> new SpringValidation(tokens);
      case JOSE4J -> new Jose4jValidation(tokens);
      case JAVA_JWT -> new JavaJwtValidation(tokens);
      case JJWT -> new JjwtValidation(tokens);
      case OURS_WARM -> ofHeaders(OurValidation.remembering(tokens));
      case OURS_WARM_METRICS -> ofHeaders(OurValidation.withMetrics(tokens));
      case OURS_WARM_TOKEN -> ofTokens(OurValidation.remembering(tokens));
      case NO_FILTER -> FilterValidation.none();
      case OUR_FILTER -> FilterValidation.ours(OurValidation.remembering(tokens));
      case SPRING_FILTER -> FilterValidation.spring(tokens);
    };
  }

  private static boolean accepts(Validation validation, String text) {
    try {
      validation.validate(text);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  /**
   * What is validated each time. Beside a signature, making a new string does not count; beside a
   * remembered token it does, and a container makes one for each request.
   */
  Supplier<String> text(String token) {
    return switch (this) {
      case OURS_WARM_TOKEN -> fresh(token);
      case OURS_WARM, OURS_WARM_METRICS, NO_FILTER, OUR_FILTER, SPRING_FILTER ->
          fresh("Bearer " + token);
      default -> () -> token;
    };
  }

  private static Supplier<String> fresh(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return () -> new String(bytes, ISO_8859_1);
  }
}
