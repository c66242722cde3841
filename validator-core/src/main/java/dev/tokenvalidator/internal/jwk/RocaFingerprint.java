package dev.tokenvalidator.internal.jwk;

import java.math.BigInteger;

/**
 * Recognizes RSA moduli from a flawed generator (CVE-2017-15361): their private keys can be
 * computed. The generator's primes are powers of 65537 modulo the product of the small primes, and
 * so are the products of its primes. Fewer than one in a hundred million other moduli match.
 */
final class RocaFingerprint {

  private static final BigInteger GENERATOR = BigInteger.valueOf(65537);

  private static final int[] PRIMES = {
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167
  };

  private RocaFingerprint() {}

  static boolean matches(BigInteger modulus) {
    for (int prime : PRIMES) {
      int generator = GENERATOR.mod(BigInteger.valueOf(prime)).intValue();
      int residue = modulus.mod(BigInteger.valueOf(prime)).intValue();
      if (!isPower(residue, generator, prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(int residue, int generator, int prime) {
    int power = 1;
    do {
      if (power == residue) {
        return true;
      }
      power = power * generator % prime;
    } while (power != 1);
    return false;
  }
}
