package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Texts that are put into tokens and requests, to see where they come out again. */
final class Canary {

  /** What nobody is to be shown. */
  static final String SECRET = "canary-4711";

  /** What operators may be shown, and clients may not. */
  static final String VISIBLE = "robin-1147";

  /** What of a credential is long enough not to be found anywhere by chance. */
  private static final int PART = 12;

  private Canary() {}

  /** The parts of a credential that a text holds, and the secret if it does. */
  static List<String> leaks(String text, String credential) {
    List<String> leaks = new ArrayList<>();
    if (text.contains(SECRET)) {
      leaks.add(SECRET);
    }
    for (int i = 0; i + PART <= credential.length(); i++) {
      String part = credential.substring(i, i + PART);
      if (text.contains(part)) {
        leaks.add(part);
      }
    }
    return leaks;
  }

  /** Marks everything that changes nothing about why a token is refused, or that it is not. */
  static TokenBuilder mark(TokenBuilder token) {
    return token
        .header("cty", SECRET)
        .header("jku", "https://" + SECRET)
        .header(SECRET, SECRET)
        .subject(SECRET)
        .clientId(VISIBLE)
        .claim("jti", SECRET)
        .claim("scope", SECRET + " " + SECRET + "2")
        .claim("email", SECRET)
        .claim(SECRET, Map.of(SECRET, List.of(SECRET)));
  }

  /** Tokens that are refused each for the member or the part that it is named after. */
  static Map<String, String> refused(TestIssuer issuer) {
    Map<String, UnaryOperator<TokenBuilder>> spoilt = new LinkedHashMap<>();
    spoilt.put("alg", token -> token.algorithm(VISIBLE));
    spoilt.put("alg, a list", token -> token.header("alg", List.of(SECRET)));
    spoilt.put("typ", token -> token.type(VISIBLE));
    spoilt.put("typ, an object", token -> token.header("typ", Map.of(SECRET, SECRET)));
    spoilt.put("kid", token -> token.keyId(VISIBLE));
    spoilt.put("kid, a list", token -> token.header("kid", List.of(SECRET)));
    spoilt.put("crit", token -> token.header("crit", List.of(SECRET)));
    spoilt.put("b64", token -> token.header("b64", SECRET));
    spoilt.put("iss", token -> token.issuer("https://" + VISIBLE));
    spoilt.put("iss, a list", token -> token.claim("iss", List.of(SECRET)));
    spoilt.put("aud", token -> token.audience(VISIBLE, VISIBLE + "2"));
    spoilt.put("aud, an organization", token -> token.audience("urn:logto:organization:x"));
    spoilt.put("aud, an object", token -> token.claim("aud", Map.of(SECRET, SECRET)));
    spoilt.put("aud, the client", token -> token.audience(VISIBLE));
    spoilt.put("client_id, a list", token -> token.claim("client_id", List.of(SECRET)));
    spoilt.put("sub, an object", token -> token.claim("sub", Map.of(SECRET, SECRET)));
    spoilt.put("exp", token -> token.claim("exp", SECRET));
    spoilt.put("nbf", token -> token.claim("nbf", SECRET));
    spoilt.put("iat", token -> token.claim("iat", SECRET));
    spoilt.put("scope, a list", token -> token.claim("scope", List.of(SECRET)));
    spoilt.put("jti, an object", token -> token.claim("jti", Map.of(SECRET, SECRET)));
    spoilt.put("cnf", token -> token.claim("cnf", Map.of("jkt", SECRET)));
    spoilt.put("organization_id", token -> token.organizationId(SECRET));
    spoilt.put("signature", token -> token.signature(Canary::marked));
    spoilt.put("signature, short", token -> token.signature(it -> bytes(SECRET)));
    spoilt.put("tampered", token -> token.tampered(SECRET, SECRET));
    spoilt.put("header that is no JSON", token -> token.rawHeader("{" + SECRET + ":" + SECRET));
    spoilt.put("header twice", token -> token.rawHeader(twice("alg")));
    spoilt.put("payload that is no JSON", token -> token.rawPayload("{\"a\":" + SECRET + "}"));
    spoilt.put("payload twice", token -> token.rawPayload(twice("iss")));
    spoilt.put("payload, a string", token -> token.rawPayload('"' + SECRET + '"'));
    spoilt.put("payload, no UTF-8", token -> token.rawPayload(new byte[] {(byte) 0xff, 'a', 'b'}));
    spoilt.put("padding", token -> token.edited(text -> text + "=="));
    spoilt.put("fourth part", token -> token.edited(text -> text + "." + SECRET));
    spoilt.put("fifth part", token -> token.edited(text -> text + "." + SECRET + "." + SECRET));
    spoilt.put("opaque", token -> token.edited(text -> SECRET + "-opaque"));
    spoilt.put("three words", token -> token.edited(text -> SECRET + "." + SECRET + "." + SECRET));
    Map<String, String> tokens = new LinkedHashMap<>();
    spoilt.forEach((name, spoil) -> tokens.put(name, spoil.apply(mark(issuer.token())).mint()));
    return tokens;
  }

  static String refusedFor(Reason reason, TestIssuer issuer) {
    return BadTokens.mint(reason, issuer, Canary::mark);
  }

  private static String twice(String member) {
    return "{\"%1$s\":\"%2$s\",\"%1$s\":\"%2$s\"}".formatted(member, SECRET);
  }

  /** Of the right length, and all of it the secret. */
  private static byte[] marked(byte[] signature) {
    byte[] secret = bytes(SECRET);
    byte[] marked = signature.clone();
    for (int i = 0; i < marked.length; i++) {
      marked[i] = secret[i % secret.length];
    }
    return marked;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
