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

/** Texts that tests put into tokens and requests, and then search for in all output. */
final class LeakMarkers {

  /** Must appear nowhere. */
  static final String SECRET = "canary-4711";

  /** May appear in logs, but not in responses. */
  static final String VISIBLE = "robin-1147";

  /** Long enough that it does not appear anywhere by chance. */
  private static final int SHORTEST_PART = 12;

  private LeakMarkers() {}

  /** The parts of a credential, and the secret, that the text contains. */
  static List<String> leaks(String text, String credential) {
    List<String> leaks = new ArrayList<>();
    if (text.contains(SECRET)) {
      leaks.add(SECRET);
    }
    for (int i = 0; i + SHORTEST_PART <= credential.length(); i++) {
      String part = credential.substring(i, i + SHORTEST_PART);
      if (text.contains(part)) {
        leaks.add(part);
      }
    }
    return leaks;
  }

  /** Marks every part of a token that does not decide whether it is valid. */
  static TokenBuilder mark(TokenBuilder token) {
    return token
        .header("cty", SECRET)
        .header("jku", "https://" + SECRET)
        .header(SECRET, SECRET)
        .subject(SECRET)
        .clientId(VISIBLE)
        .claim("jti", SECRET)
        .claim("email", SECRET)
        .claim(SECRET, Map.of(SECRET, List.of(SECRET)));
  }

  /** Bad tokens by the member or part that makes them bad. */
  static Map<String, String> refusedTokens(TestIssuer issuer) {
    Map<String, UnaryOperator<TokenBuilder>> changes = new LinkedHashMap<>();
    changes.put("alg", token -> token.algorithm(VISIBLE));
    changes.put("alg, a list", token -> token.header("alg", List.of(SECRET)));
    changes.put("typ", token -> token.type(VISIBLE));
    changes.put("typ, an object", token -> token.header("typ", Map.of(SECRET, SECRET)));
    changes.put("kid", token -> token.keyId(VISIBLE));
    changes.put("kid, a list", token -> token.header("kid", List.of(SECRET)));
    changes.put("crit", token -> token.header("crit", List.of(SECRET)));
    changes.put("b64", token -> token.header("b64", SECRET));
    changes.put("iss", token -> token.issuer("https://" + VISIBLE));
    changes.put("iss, a list", token -> token.claim("iss", List.of(SECRET)));
    changes.put("aud", token -> token.audience(VISIBLE, VISIBLE + "2"));
    changes.put("aud, an organization", token -> token.audience("urn:logto:organization:x"));
    changes.put("aud, an object", token -> token.claim("aud", Map.of(SECRET, SECRET)));
    changes.put("aud, the client", token -> token.audience(VISIBLE));
    changes.put("client_id, a list", token -> token.claim("client_id", List.of(SECRET)));
    changes.put("sub, an object", token -> token.claim("sub", Map.of(SECRET, SECRET)));
    changes.put("exp", token -> token.claim("exp", SECRET));
    changes.put("nbf", token -> token.claim("nbf", SECRET));
    changes.put("iat", token -> token.claim("iat", SECRET));
    changes.put(
        "scope, a list", token -> token.claim("scope", List.of("names", "may", "be", "shown")));
    changes.put("jti, an object", token -> token.claim("jti", Map.of(SECRET, SECRET)));
    changes.put("cnf", token -> token.claim("cnf", Map.of("jkt", SECRET)));
    changes.put("organization_id", token -> token.organizationId(SECRET));
    changes.put("signature", token -> token.signature(LeakMarkers::marked));
    changes.put("signature, short", token -> token.signature(it -> bytes(SECRET)));
    changes.put("tampered", token -> token.tampered(SECRET, SECRET));
    changes.put("header that is no JSON", token -> token.rawHeader("{" + SECRET + ":" + SECRET));
    changes.put("header twice", token -> token.rawHeader(twice("alg")));
    changes.put("payload that is no JSON", token -> token.rawPayload("{\"a\":" + SECRET + "}"));
    changes.put("payload twice", token -> token.rawPayload(twice("iss")));
    changes.put("payload, a string", token -> token.rawPayload('"' + SECRET + '"'));
    changes.put("payload, no UTF-8", token -> token.rawPayload(new byte[] {(byte) 0xff, 'a', 'b'}));
    changes.put("padding", token -> token.edited(text -> text + "=="));
    changes.put("fourth part", token -> token.edited(text -> text + "." + SECRET));
    changes.put("fifth part", token -> token.edited(text -> text + "." + SECRET + "." + SECRET));
    changes.put("opaque", token -> token.edited(text -> SECRET + "-opaque"));
    changes.put("three words", token -> token.edited(text -> SECRET + "." + SECRET + "." + SECRET));
    Map<String, String> tokens = new LinkedHashMap<>();
    changes.forEach((name, change) -> tokens.put(name, change.apply(mark(issuer.token())).mint()));
    return tokens;
  }

  static String tokenRefusedFor(Reason reason, TestIssuer issuer) {
    return BadTokens.mint(reason, issuer, LeakMarkers::mark);
  }

  private static String twice(String member) {
    return "{\"%1$s\":\"%2$s\",\"%1$s\":\"%2$s\"}".formatted(member, SECRET);
  }

  /** A signature of the right length that repeats the secret. */
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
