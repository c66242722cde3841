package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.TokenInput.FRESH_HEADER;
import static dev.tokenvalidator.benchmarks.speed.TokenInput.FRESH_TOKEN;
import static dev.tokenvalidator.benchmarks.speed.TokenInput.KEPT_TOKEN;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** What is measured: this library, the others, and what the figures are compared with. */
public enum Library {
  RAW("raw JCA", RawJca::new),
  OURS("this library", tokens -> forgetting(tokens, null)),
  OURS_BC("this library, Bouncy Castle", tokens -> forgetting(tokens, new BouncyCastleProvider())),
  OURS_ACCP("this library, Corretto", tokens -> forgetting(tokens, corretto())),
  NIMBUS("Nimbus", tokens -> kept(new NimbusValidation(tokens), tokens)),
  SPRING("Spring Security", tokens -> kept(new SpringValidation(tokens), tokens)),
  JOSE4J("jose4j", tokens -> kept(new Jose4jValidation(tokens), tokens)),
  JAVA_JWT("java-jwt + jwks-rsa", tokens -> kept(new JavaJwtValidation(tokens), tokens)),
  JJWT("jjwt", tokens -> kept(new JjwtValidation(tokens), tokens)),
  OURS_WARM(
      "this library, remembered token",
      tokens -> warm(tokens, FRESH_HEADER, OurValidation.ofHeaders(OurValidation.usual(tokens)))),

  OURS_WARM_TOKEN(
      "this library, remembered token, validate(String)",
      tokens -> warm(tokens, FRESH_TOKEN, OurValidation.ofTokens(OurValidation.usual(tokens)))),
  NO_FILTER("no filter", tokens -> FRESH_HEADER.unchecked(FilterValidation.none(), tokens)),
  OUR_FILTER(
      "this library's filter, remembered token",
      tokens -> warm(tokens, FRESH_HEADER, FilterValidation.ours(OurValidation.usual(tokens)))),
  SPRING_FILTER(
      "Spring's filter, constant decoder",
      tokens -> FRESH_HEADER.unchecked(FilterValidation.spring(tokens), tokens));

  /** The rows of the table and the bars of the chart. */
  static final Set<Library> TABLE = EnumSet.range(RAW, OURS_WARM);

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final Setup setup;

  Library(String label, Setup setup) {
    this.label = label;
    this.setup = setup;
  }

  @FunctionalInterface
  private interface Setup {
    Operation of(IssuedTokens tokens) throws Exception;
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
  Operation setUp(IssuedTokens tokens) throws Exception {
    return setup.of(tokens);
  }

  private static Operation kept(Validation validation, IssuedTokens tokens) throws Exception {
    return KEPT_TOKEN.checked(validation, tokens);
  }

  private static Operation forgetting(IssuedTokens tokens, @Nullable Provider provider)
      throws Exception {
    return kept(OurValidation.ofTokens(OurValidation.with(tokens, 0, provider)), tokens);
  }

  private static Operation warm(IssuedTokens tokens, TokenInput input, Validation validation)
      throws Exception {
    Operation operation = input.checked(validation, tokens);
    operation.run();
    return operation;
  }

  private static Provider corretto() {
    AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
    return AmazonCorrettoCryptoProvider.INSTANCE;
  }
}
