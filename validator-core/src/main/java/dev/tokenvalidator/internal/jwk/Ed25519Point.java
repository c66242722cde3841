package dev.tokenvalidator.internal.jwk;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * Finds Ed25519 public keys that cannot belong to a key pair. With a point of small order, anyone
 * can make signatures that verify. If a point has two encodings, signers and verifiers from
 * different vendors do not agree which of them is valid.
 */
final class Ed25519Point {

  /** The prime of the field (RFC 8032 section 5.1). */
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** The constant of the curve (RFC 8032 section 5.1). */
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  /** The y of a point of order 8. Its double has y = 0, hence {@code d y^4 + 2 y^2 = 1}. */
  private static final BigInteger Y_OF_ORDER_8 =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  /** The y of the eight points whose order divides 8. Points with the same y differ in x's sign. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          Y_OF_ORDER_8,
          P.subtract(Y_OF_ORDER_8));

  private Ed25519Point() {}

  /**
   * Why a key must not be used.
   *
   * @param encoded 32 bytes (RFC 8032 section 5.1.2)
   * @return the problem; empty if there is none
   */
  static Optional<String> objection(byte[] encoded) {
    byte[] bigEndian = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) {
      bigEndian[i] = encoded[encoded.length - 1 - i];
    }
    bigEndian[0] &= 0x7f; // the sign of x
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(P) >= 0) {
      return Optional.of("an Ed25519 key that is not in its one encoding");
    }
    if (SMALL_ORDER.contains(y)) {
      return Optional.of("an Ed25519 key of small order");
    }
    return isOnCurve(y)
        ? Optional.empty()
        : Optional.of("an Ed25519 key that is not a point of the curve");
  }

  /** RFC 8032 section 5.1.3: whether {@code (y^2 - 1) / (d y^2 + 1)} is a square. */
  private static boolean isOnCurve(BigInteger y) {
    BigInteger square = y.multiply(y).mod(P);
    BigInteger numerator = square.subtract(BigInteger.ONE);
    BigInteger denominator = D.multiply(square).add(BigInteger.ONE);
    // A quotient is a square if the product is one. By Euler's criterion it is if this power is 1.
    BigInteger product = numerator.multiply(denominator).mod(P);
    return product.modPow(P.subtract(BigInteger.ONE).shiftRight(1), P).equals(BigInteger.ONE);
  }
}
