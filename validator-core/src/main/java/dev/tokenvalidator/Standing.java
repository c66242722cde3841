package dev.tokenvalidator;

/** What the tokens of a source have been like lately; the order is that of turns. */
enum Standing {
  /** It brought a good token, and worthless ones do not outweigh that. */
  PROVEN,
  /** Nothing is known of it. */
  NEW,
  /** It brought a good token, but many worthless ones since. */
  MIXED,
  /** It brought worthless tokens only. */
  WORTHLESS
}
