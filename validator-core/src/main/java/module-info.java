/** Validates OAuth 2.0 access tokens. */
// The modules that build on this one are compiled later; Micrometer is an automatic module.
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module dev.tokenvalidator {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.github.benmanes.caffeine;
  requires com.nimbusds.jose.jwt;
  requires transitive java.net.http;
  requires static micrometer.core;
  requires static transitive org.jspecify;

  exports dev.tokenvalidator;
  exports dev.tokenvalidator.keys;
  exports dev.tokenvalidator.metrics;
  exports dev.tokenvalidator.internal.settings to
      dev.tokenvalidator.servlet,
      dev.tokenvalidator.rest,
      dev.tokenvalidator.spring;
}
