package dev.tokenvalidator.rest;

/** The settings of this module that have a name; those of the validator have theirs. */
enum RestSetting {
  REALM,
  REQUIRE_COVERAGE,
  WARM_UP
}
