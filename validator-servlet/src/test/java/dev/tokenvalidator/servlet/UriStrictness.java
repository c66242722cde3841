package dev.tokenvalidator.servlet;

/** How strict a container is with the spelling of a request target. */
public enum UriStrictness {
  /** As it comes. */
  DEFAULT,

  /** Hands on what it would refuse, undecoded. */
  RELAXED,

  /** Hands on what it would refuse, and decodes more of it than a path can bear. */
  DECODING
}
