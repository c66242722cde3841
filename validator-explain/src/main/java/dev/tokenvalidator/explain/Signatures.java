package dev.tokenvalidator.explain;

import java.util.regex.Pattern;

/** Leaves out what would make a printed text a credential. */
final class Signatures {

  /** Header and payload of a JWT, or header and key of a JWE, and what follows them. */
  private static final Pattern SIGNED =
      Pattern.compile("(e[yw][A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*)\\.[A-Za-z0-9._-]+");

  private Signatures() {}

  /** A claim may hold another token, such as the one that this one was exchanged for. */
  static String leftOut(String text) {
    return SIGNED.matcher(text).replaceAll("$1.[signature left out]");
  }
}
