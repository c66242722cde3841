package dev.tokenvalidator;

import dev.tokenvalidator.internal.jws.UnfitProviderException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.text.Log;
import dev.tokenvalidator.internal.text.LogLine;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.Provider;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges the settings about algorithms and the JCA provider that verifies signatures. */
final class SignatureSettings {

  private SignatureSettings() {}

  /**
   * Makes the factory of the issuer's keys.
   *
   * @throws InvalidSettingException if no algorithm is left, or a provider is unfit or lacks what
   *     it must have
   */
  static VerificationKeyFactory keyFactory(GivenSettings given) {
    Set<SignatureAlgorithm> wanted =
        given.algorithms == null ? EnumSet.allOf(SignatureAlgorithm.class) : given.algorithms;
    if (wanted.isEmpty()) {
      throw new InvalidSettingException(
          "algorithms", "is empty; name at least one, or leave it out to allow all");
    }
    VerificationKeyFactory keys = keyFactory(given, wanted);
    if (given.signatureProvider != null) {
      checkProviderHas(given, keys, given.signatureProvider);
    }
    if (given.algorithms != null) {
      checkRuntimeHas(keys);
    }
    return keys;
  }

  private static VerificationKeyFactory keyFactory(
      GivenSettings given, Set<SignatureAlgorithm> wanted) {
    if (given.signatureProvider == null) {
      if (given.signatureProviderRequired) {
        throw new InvalidSettingException(
            "requireSignatureProvider",
            "is set, but signatureProvider is not; give the provider, or leave it out");
      }
      return VerificationKeyFactory.create(wanted);
    }
    try {
      return VerificationKeyFactory.create(
          wanted, given.signatureProvider, given.signatureProviderRequired);
    } catch (UnfitProviderException e) {
      throw new InvalidSettingException(
          "signatureProvider",
          e.getMessage() + "; use another provider, or update the Java runtime",
          e.getCause());
    }
  }

  /** The platform verifies what the provider lacks, unless the provider is required. */
  private static void checkProviderHas(
      GivenSettings given, VerificationKeyFactory keys, Provider provider) {
    Set<SignatureAlgorithm> missing = EnumSet.allOf(SignatureAlgorithm.class);
    missing.retainAll(keys.algorithms());
    missing.removeAll(keys.examinedAlgorithms());
    if (missing.isEmpty()) {
      return;
    }
    if (!given.signatureProviderRequired) {
      Log.write(
          System.Logger.Level.INFO,
          LogLine.of("algorithms left to the platform")
              .text("provider", provider.getName())
              .with("lacks", names(missing))
              .toString());
      return;
    }
    if (given.algorithms != null || keys.examinedAlgorithms().isEmpty()) {
      throw new InvalidSettingException(
          "requireSignatureProvider",
          "is set, but provider "
              + provider.getName()
              + " does not have "
              + missing
              + "; use another provider, or name in algorithms only what it has");
    }
    Log.write(
        System.Logger.Level.INFO,
        LogLine.of("algorithms not used")
            .with("setting", "requireSignatureProvider")
            .text("provider", provider.getName())
            .with("lacks", names(missing))
            .toString());
  }

  private static String names(Set<SignatureAlgorithm> algorithms) {
    return algorithms.stream()
        .map(SignatureAlgorithm::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** A named algorithm must work now; any other may be missing until an issuer's key needs it. */
  private static void checkRuntimeHas(VerificationKeyFactory keys) {
    for (SignatureAlgorithm algorithm : keys.algorithms()) {
      try {
        keys.examine(algorithm);
      } catch (UnfitProviderException e) {
        throw new InvalidSettingException(
            "algorithms",
            e.getMessage() + "; leave it out, or update the Java runtime",
            e.getCause());
      }
    }
  }
}
