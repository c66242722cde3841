package dev.tokenvalidator;

/** How good the tokens of a source were lately, in the order of turns. */
enum Standing {
  /** It brought a good token, and worthless ones do not outweigh that. */
  PROVEN,
  /** Nothing is known about it. */
  NEW,
  /** It brought a good token, but many worthless ones since. */
  MIXED,
  /** It brought worthless tokens only. */
  WORTHLESS
}
