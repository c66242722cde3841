package dev.tokenvalidator.benchmarks.speed;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenvalidator.AccessTokenValidator;
import java.security.Provider;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets subjects up. Fails for one that accepts what is bad or refuses what is good. */
final class Operations {

  /** The least that can be set: among thousands of tokens hardly one is still known. */
  private static final long LITTLE_ROOM = 64 * 1024;

  private Operations() {}

  static Operation of(Subject subject, IssuedTokens tokens) throws Exception {
    return switch (subject) {
      case RAW -> new RawJca(tokens, null);
      case OURS -> forgetting(tokens, null);
      case OURS_BC -> forgetting(tokens, Providers.bouncyCastle());
      case OURS_ACCP -> forgetting(tokens, Providers.corretto());
      case NIMBUS -> kept(new NimbusValidation(tokens, null), tokens);
      case NIMBUS_BC -> kept(new NimbusValidation(tokens, Providers.bouncyCastle()), tokens);
      case SPRING -> kept(new SpringValidation(tokens), tokens);
      case JOSE4J -> kept(new Jose4jValidation(tokens), tokens);
      case JAVA_JWT -> kept(JavaJwtValidation.withKeysMadeOnce(tokens), tokens);
      case JAVA_JWT_JWKS_RSA -> kept(JavaJwtValidation.withJwksRsa(tokens), tokens);
      case JJWT -> kept(new JjwtValidation(tokens), tokens);
      case OURS_WARM ->
          warmedUp(
              tokens, Form.FRESH_HEADER.of(OurValidations.ofHeaders(remembering(tokens)), tokens));
      case OURS_WARM_TOKEN ->
          warmedUp(
              tokens, Form.FRESH_TOKEN.of(OurValidations.ofTokens(remembering(tokens)), tokens));
      case BARE_CACHE -> Form.FRESH_HEADER.of(new BareCache(tokens), tokens);
      case OURS_NEVER_HIT ->
          kept(
              OurValidations.ofTokens(OurValidations.remembering(tokens, LITTLE_ROOM, null)),
              tokens);
      case OURS_STUBBED -> warmedUp(tokens, forgetting(tokens, new RememberingProvider()));
      case OURS_STUBBED_NEVER_HIT ->
          warmedUp(
              tokens,
              kept(
                  OurValidations.ofTokens(
                      OurValidations.remembering(tokens, LITTLE_ROOM, new RememberingProvider())),
                  tokens));
      case STUB_ALONE -> warmedUp(tokens, new RawJca(tokens, new RememberingProvider()));
      case PAYLOAD_MAP -> payloadMap(tokens);
      case NO_FILTER -> Form.FRESH_HEADER.unchecked(FilterValidation.none(), tokens);
      case OUR_FILTER ->
          warmedUp(
              tokens, Form.FRESH_HEADER.of(FilterValidation.ours(remembering(tokens)), tokens));
      case SPRING_FILTER -> Form.FRESH_HEADER.unchecked(FilterValidation.spring(tokens), tokens);
    };
  }

  private static AccessTokenValidator remembering(IssuedTokens tokens) {
    return OurValidations.remembering(tokens);
  }

  private static Operation forgetting(IssuedTokens tokens, @Nullable Provider provider) {
    return kept(OurValidations.ofTokens(OurValidations.forgetting(tokens, provider)), tokens);
  }

  private static Operation kept(Validation validation, IssuedTokens tokens) {
    return Form.KEPT_TOKEN.of(validation, tokens);
  }

  private static Operation payloadMap(IssuedTokens tokens) {
    ObjectMapper json = new ObjectMapper();
    TypeReference<Map<String, Object>> type = new TypeReference<>() {};
    byte[][] payloads = tokens.good().stream().map(Operations::payload).toArray(byte[][]::new);
    return index -> json.readValue(payloads[index], type);
  }

  private static byte[] payload(String token) {
    String part = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    return Base64.getUrlDecoder().decode(part);
  }

  private static Operation warmedUp(IssuedTokens tokens, Operation operation) throws Exception {
    for (int i = 0; i < tokens.good().size(); i++) {
      operation.run(i);
    }
    return operation;
  }
}
