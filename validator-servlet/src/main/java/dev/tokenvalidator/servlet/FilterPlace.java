package dev.tokenvalidator.servlet;

/** Where another filter stands in the chain of a request, seen from ours. */
enum FilterPlace {
  /** It sees requests before ours does. */
  IN_FRONT("in front"),

  /** It is mapped more than once, on both sides of ours. */
  BOTH("in front and behind"),

  /** It sees only requests that ours has let through. */
  BEHIND("behind"),

  /** The container does not tell. */
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
