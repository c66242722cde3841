package dev.tokenvalidator.benchmarks.speed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Signs tokens as Logto makes them, with keys that are never written down, and leaves them in files
 * for the measuring processes.
 */
final class TokenMint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** Longer than the longest run. */
  private static final int LIFETIME_SECONDS = 24 * 60 * 60;

  private final Algorithm algorithm;
  private final KeyPair signer;
  private final String keyId = "the-signing-key-" + UUID.randomUUID();
  private final String otherKeyId = "the-other-key-" + UUID.randomUUID();
  private final KeyPair other;

  TokenMint(Algorithm algorithm) throws GeneralSecurityException {
    this.algorithm = algorithm;
    signer = algorithm.newKeyPair();
    other = algorithm.newKeyPair();
  }

  void write(Path directory, int count) throws IOException {
    Files.writeString(IssuedTokens.file(directory, algorithm, "jwks"), jwkSet());
    Files.writeString(
        IssuedTokens.file(directory, algorithm, "key"),
        Base64.getEncoder().encodeToString(signer.getPublic().getEncoded()));
    List<String> good =
        IntStream.range(0, count).parallel().mapToObj(i -> mint(Map.of(), Map.of())).toList();
    Files.write(IssuedTokens.file(directory, algorithm, "good"), good);
    Files.writeString(IssuedTokens.file(directory, algorithm, "first"), good.get(0));
    Files.write(IssuedTokens.file(directory, algorithm, "bad"), bad());
  }

  private List<String> bad() {
    String good = mint(Map.of(), Map.of());
    String other = mint(Map.of(), Map.of("scope", "read:products write:everything"));
    long now = Instant.now().getEpochSecond();
    return List.of(
        // Its own header and signature, and the payload of another.
        good.substring(0, good.indexOf('.'))
            + other.substring(other.indexOf('.'), other.lastIndexOf('.'))
            + good.substring(good.lastIndexOf('.')),
        mint(Map.of(), Map.of("aud", "https://api.other.example/")),
        mint(Map.of(), Map.of("iss", "https://other.example/oidc")),
        mint(Map.of(), Map.of("iat", now - 7200, "exp", now - 3600)),
        mint(Map.of("typ", "JWT"), Map.of()),
        mint(Map.of(), Map.of("scope", "read:products:all write:products")));
  }

  private String mint(Map<String, Object> headerChanges, Map<String, Object> claimChanges) {
    long now = Instant.now().getEpochSecond();
    String client = "m2m" + keyId.substring(keyId.length() - 18);
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm.jwsName());
    header.put("typ", IssuedTokens.TYPE);
    header.put("kid", keyId);
    header.putAll(headerChanges);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("sub", client);
    claims.put("iat", now);
    claims.put("exp", now + LIFETIME_SECONDS);
    claims.put("scope", "read:products write:products read:orders read:stock read:customers");
    claims.put("client_id", client);
    claims.put("iss", IssuedTokens.ISSUER);
    claims.put("aud", IssuedTokens.AUDIENCE);
    claims.putAll(claimChanges);
    String input = encode(header) + "." + encode(claims);
    return input + "." + sign(input);
  }

  private String sign(String input) {
    try {
      Signature signature = Signature.getInstance(algorithm.signatureName());
      signature.initSign(signer.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(Map<String, Object> members) {
    try {
      return BASE64URL.encodeToString(JSON.writeValueAsBytes(members));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String jwkSet() {
    return "{\"keys\":["
        + jwk(other.getPublic(), otherKeyId).toJSONString()
        + ","
        + jwk(signer.getPublic(), keyId).toJSONString()
        + "]}";
  }

  private JWK jwk(PublicKey key, String keyId) {
    com.nimbusds.jose.Algorithm alg = new com.nimbusds.jose.Algorithm(algorithm.jwsName());
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).keyID(keyId).keyUse(KeyUse.SIGNATURE).algorithm(alg).build();
    }
    if (key instanceof ECPublicKey ec) {
      return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec)
          .keyID(keyId)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(alg)
          .build();
    }
    // The last 32 bytes of its SubjectPublicKeyInfo are the point (RFC 8410 section 4).
    byte[] info = key.getEncoded();
    byte[] point = Arrays.copyOfRange(info, info.length - 32, info.length);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
        .keyID(keyId)
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(alg)
        .build();
  }
}
