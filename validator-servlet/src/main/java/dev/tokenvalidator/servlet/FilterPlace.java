package dev.tokenvalidator.servlet;

/** The place of another filter in the chain, relative to the bearer token filter. */
enum FilterPlace {
  /** It sees requests first. */
  IN_FRONT("in front"),

  /** It is mapped more than once, on both sides. */
  BOTH("in front and behind"),

  /** It sees only requests that were let through. */
  BEHIND("behind"),

  /** The container does not show it. */
  UNKNOWN("unknown");

  private final String text;

  FilterPlace(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
