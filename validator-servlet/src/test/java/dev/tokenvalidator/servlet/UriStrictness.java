package dev.tokenvalidator.servlet;

/** How strict a container is with the spelling of a request target. */
public enum UriStrictness {
  /** The default of the container. */
  DEFAULT,

  /** Passes on what it would refuse by default, without decoding it. */
  RELAXED,

  /** Passes on what it would refuse by default, and decodes more than is safe. */
  DECODING
}
