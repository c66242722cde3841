package dev.tokenvalidator.internal.jwk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.utils.ECChecks;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.UnfitProviderException;
import dev.tokenvalidator.internal.jws.VerificationKey;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of a JWK Set (RFC 7517 section 4). The result is a key for one algorithm, or the
 * reason why the entry is unusable.
 */
final class JwkReader {

  private static final int MIN_RSA_BITS = 2048; // RFC 7518 section 3.3

  /** Verification with a longer key is slow enough for a denial-of-service attack. */
  private static final int MAX_RSA_BITS = 8192;

  /** The base64url length of the longest modulus, and some more: longer numbers cost too much. */
  private static final int MAX_NUMBER_LENGTH = 1400;

  /**
   * Members that only a private key has (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2).
   */
  private static final List<String> PRIVATE_MEMBERS =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "priv");

  /** The DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410 section 4). */
  private static final byte[] ED25519_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private final VerificationKeyFactory factory;
  private final SignatureAlgorithm rsaDefault;

  JwkReader(VerificationKeyFactory factory) {
    this.factory = factory;
    List<SignatureAlgorithm> rsa =
        factory.algorithms().stream().filter(SignatureAlgorithm::isRsa).toList();
    rsaDefault = rsa.size() == 1 ? rsa.get(0) : SignatureAlgorithm.RS256;
  }

  /** The entry cannot verify tokens. */
  static final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean severe;

    UnusableKeyException(String reason, boolean severe) {
      super(reason, null, false, false);
      this.severe = severe;
    }

    String reason() {
      return String.valueOf(getMessage());
    }

    /** Whether the issuer has published a secret. */
    boolean isSevere() {
      return severe;
    }
  }

  /**
   * Looks for a published secret. This check comes first, because a published secret matters even
   * if the entry is also unusable for another reason.
   *
   * @param names of the entry's members
   * @throws UnusableKeyException if one of them holds a secret
   */
  static void checkNames(Set<?> names) throws UnusableKeyException {
    if (names.contains("k")) {
      throw secret("a symmetric key");
    }
    for (String member : PRIVATE_MEMBERS) {
      if (names.contains(member)) {
        throw secret("a private key");
      }
    }
  }

  VerificationKey read(Map<?, ?> entry) throws UnusableKeyException, ProviderFailureException {
    checkNames(entry.keySet());
    if ("oct".equals(entry.get("kty"))) {
      throw secret("a symmetric key");
    }
    String kty = required(entry, "kty");
    checkUse(entry);
    String keyId = optional(entry, "kid").orElse(null);
    if (keyId != null && keyId.length() > Quoted.MAX_KEY_ID_LENGTH) {
      throw unusable("kid is longer than " + Quoted.MAX_KEY_ID_LENGTH + " characters");
    }
    try {
      return switch (kty) {
        case "EC" -> ec(entry, keyId);
        case "RSA" -> rsa(entry, keyId);
        case "OKP" -> okp(entry, keyId);
        default -> throw unusable("kty " + Quoted.text(kty) + " is not supported");
      };
    } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
      // Our own checks have their own messages. The libraries refuse everything else, also with
      // several kinds of unchecked exceptions, and their messages may quote the entry.
      throw unusable("not a well-formed " + kty + " key");
    }
  }

  private VerificationKey ec(Map<?, ?> entry, @Nullable String keyId)
      throws UnusableKeyException,
          JOSEException,
          GeneralSecurityException,
          ProviderFailureException {
    String crv = required(entry, "crv");
    SignatureAlgorithm algorithm =
        switch (crv) {
          case "P-256" -> SignatureAlgorithm.ES256;
          case "P-384" -> SignatureAlgorithm.ES384;
          case "P-521" -> SignatureAlgorithm.ES512;
          default -> throw unusable("crv " + Quoted.text(crv) + " is not supported");
        };
    Optional<SignatureAlgorithm> named = algorithm(entry);
    if (named.isPresent() && named.get() != algorithm) {
      throw unusable("alg does not fit crv " + crv);
    }
    Curve curve = Curve.parse(crv);
    Base64URL x = number(entry, "x");
    Base64URL y = number(entry, "y");
    if (!isOnCurve(curve, x.decodeToBigInteger(), y.decodeToBigInteger())) {
      throw unusable("an EC key whose x and y are not a point of " + crv);
    }
    ECPublicKey key = new ECKey.Builder(curve, x, y).build().toECPublicKey();
    // Encode the numbers of the key again: an issuer may write a number in several ways.
    ECKey normalized = new ECKey.Builder(curve, key).build();
    String thumbprint =
        Thumbprint.ofEc(crv, normalized.getX().toString(), normalized.getY().toString());
    return verificationKey(algorithm, keyId, thumbprint, key);
  }

  /** RFC 8725 section 3.4. A coordinate must be below the field's prime, so it has one form. */
  private static boolean isOnCurve(Curve curve, BigInteger x, BigInteger y) {
    ECParameterSpec parameters = curve.toECParameterSpec();
    BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    return x.compareTo(prime) < 0
        && y.compareTo(prime) < 0
        && ECChecks.isPointOnCurve(x, y, parameters);
  }

  private VerificationKey rsa(Map<?, ?> entry, @Nullable String keyId)
      throws UnusableKeyException,
          JOSEException,
          GeneralSecurityException,
          ProviderFailureException {
    SignatureAlgorithm algorithm = algorithm(entry).orElse(rsaDefault);
    if (!algorithm.isRsa()) {
      throw unusable("alg does not fit kty RSA");
    }
    Base64URL n = number(entry, "n");
    Base64URL e = number(entry, "e");
    BigInteger modulus = n.decodeToBigInteger();
    int bits = modulus.bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw unusable(
          "an RSA key of " + bits + " bits, not of " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
    }
    if (!modulus.testBit(0)) {
      throw unusable("an RSA key with an even modulus");
    }
    BigInteger exponent = e.decodeToBigInteger();
    if (exponent.compareTo(BigInteger.valueOf(3)) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > 32) {
      throw unusable("an RSA exponent that is not an odd number from 3 to 2^32");
    }
    if (RocaFingerprint.matches(modulus)) {
      throw unusable("an RSA key from a flawed generator (ROCA, CVE-2017-15361)");
    }
    RSAPublicKey key = new RSAKey.Builder(n, e).build().toRSAPublicKey();
    // Encode the numbers of the key again: an issuer may write a number in several ways.
    RSAKey normalized = new RSAKey.Builder(key).build();
    String thumbprint =
        Thumbprint.ofRsa(
            normalized.getModulus().toString(), normalized.getPublicExponent().toString());
    VerificationKey made = verificationKey(algorithm, keyId, thumbprint, key);
    return algorithm(entry).isPresent() ? made : made.withAssumedAlgorithm();
  }

  private VerificationKey okp(Map<?, ?> entry, @Nullable String keyId)
      throws UnusableKeyException, GeneralSecurityException, ProviderFailureException {
    String crv = required(entry, "crv");
    if (!crv.equals(Curve.Ed25519.getName())) {
      throw unusable("crv " + Quoted.text(crv) + " is not supported");
    }
    Optional<SignatureAlgorithm> named = algorithm(entry);
    if (named.isPresent() && named.get() != SignatureAlgorithm.ED25519) {
      throw unusable("alg does not fit crv " + crv);
    }
    byte[] point = number(entry, "x").decode();
    if (point.length != 32) {
      throw unusable("an Ed25519 key of " + point.length + " bytes");
    }
    Optional<String> objection = Ed25519Point.objection(point);
    if (objection.isPresent()) {
      throw unusable(objection.get());
    }
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + point.length);
    System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    String thumbprint = Thumbprint.ofEd25519(Base64URL.encode(point).toString());
    return verificationKey(SignatureAlgorithm.ED25519, keyId, thumbprint, key);
  }

  private VerificationKey verificationKey(
      SignatureAlgorithm algorithm, @Nullable String keyId, String thumbprint, PublicKey key)
      throws UnusableKeyException, GeneralSecurityException, ProviderFailureException {
    if (!factory.algorithms().contains(algorithm)) {
      throw unusable("for " + algorithm + ", which is not an allowed algorithm");
    }
    try {
      return factory.keyFor(algorithm, keyId, thumbprint, key);
    } catch (UnfitProviderException e) {
      throw unusable(e.getMessage() + "; use another provider, or update the Java runtime");
    }
  }

  /** RFC 7517 sections 4.2 and 4.3: we use only keys that are meant for verifying. */
  private static void checkUse(Map<?, ?> entry) throws UnusableKeyException {
    Optional<String> use = optional(entry, "use");
    if (use.isPresent() && !use.get().equals("sig")) {
      throw unusable("use is " + Quoted.text(use.get()));
    }
    if (entry.containsKey("key_ops")) {
      boolean forVerifying =
          entry.get("key_ops") instanceof List<?> operations
              && operations.contains("verify")
              && new HashSet<>(operations).size() == operations.size();
      if (!forVerifying) {
        throw unusable("key_ops does not allow verifying, or is malformed");
      }
    }
  }

  private static Optional<SignatureAlgorithm> algorithm(Map<?, ?> entry)
      throws UnusableKeyException {
    Optional<String> alg = optional(entry, "alg");
    if (alg.isEmpty()) {
      return Optional.empty();
    }
    Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.named(alg.get());
    if (algorithm.isEmpty()) {
      throw unusable("alg " + Quoted.text(alg.get()) + " is not supported");
    }
    return algorithm;
  }

  private static Base64URL number(Map<?, ?> entry, String name) throws UnusableKeyException {
    String value = required(entry, name);
    if (value.length() > MAX_NUMBER_LENGTH) {
      throw unusable(name + " is longer than " + MAX_NUMBER_LENGTH + " characters");
    }
    return new Base64URL(value);
  }

  private static String required(Map<?, ?> entry, String name) throws UnusableKeyException {
    return optional(entry, name).orElseThrow(() -> unusable(name + " is missing"));
  }

  private static Optional<String> optional(Map<?, ?> entry, String name)
      throws UnusableKeyException {
    if (!entry.containsKey(name)) {
      return Optional.empty();
    }
    if (entry.get(name) instanceof String value) {
      return Optional.of(value);
    }
    throw unusable(name + " is not a string");
  }

  private static UnusableKeyException secret(String what) {
    return new UnusableKeyException(what, true);
  }

  private static UnusableKeyException unusable(String reason) {
    return new UnusableKeyException(reason, false);
  }
}
