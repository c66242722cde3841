package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.TokenInput.FRESH_HEADER;
import static dev.tokenvalidator.benchmarks.speed.TokenInput.FRESH_TOKEN;
import static dev.tokenvalidator.benchmarks.speed.TokenInput.KEPT_TOKEN;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** What is measured: this library, the others, and what the figures are compared with. */
public enum Library {
  RAW("raw JCA", true, RawJca::new),
  OURS("this library", true, tokens -> forgetting(tokens, null)),
  OURS_BC(
      "this library, Bouncy Castle",
      true,
      tokens -> forgetting(tokens, new BouncyCastleProvider())),
  OURS_ACCP("this library, Corretto", true, tokens -> forgetting(tokens, corretto())),
  NIMBUS("Nimbus", true, tokens -> kept(new NimbusValidation(tokens), tokens)),
  SPRING("Spring Security", false, tokens -> kept(new SpringValidation(tokens), tokens)),
  JOSE4J("jose4j", true, tokens -> kept(new Jose4jValidation(tokens), tokens)),
  JAVA_JWT_JWKS_RSA(
      "java-jwt + jwks-rsa", false, tokens -> kept(new JavaJwtValidation(tokens), tokens)),
  JJWT("jjwt", true, tokens -> kept(new JjwtValidation(tokens), tokens)),

  OURS_WARM(
      "this library, remembered token",
      true,
      tokens -> warm(tokens, FRESH_HEADER, OurValidation.ofHeaders(OurValidation.usual(tokens)))),
  OURS_WARM_TOKEN(
      "this library, remembered token, validate(String)",
      true,
      tokens -> warm(tokens, FRESH_TOKEN, OurValidation.ofTokens(OurValidation.usual(tokens)))),

  NO_FILTER("no filter", true, tokens -> FRESH_HEADER.unchecked(FilterValidation.none(), tokens)),
  OUR_FILTER(
      "this library's filter, remembered token",
      true,
      tokens -> warm(tokens, FRESH_HEADER, FilterValidation.ours(OurValidation.usual(tokens)))),
  SPRING_FILTER(
      "Spring's filter, constant decoder",
      false,
      tokens -> FRESH_HEADER.unchecked(FilterValidation.spring(tokens), tokens));

  private final String label;
  private final boolean hasEdDsa;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final Setup setup;

  Library(String label, boolean hasEdDsa, Setup setup) {
    this.label = label;
    this.hasEdDsa = hasEdDsa;
    this.setup = setup;
  }

  @FunctionalInterface
  private interface Setup {
    Operation of(IssuedTokens tokens) throws Exception;
  }

  String label() {
    return label;
  }

  boolean has(Algorithm algorithm) {
    return hasEdDsa || algorithm != Algorithm.EDDSA;
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
