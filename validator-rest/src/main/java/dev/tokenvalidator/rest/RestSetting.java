package dev.tokenvalidator.rest;

/** The settings of this module that have a name; those of the validator have theirs. */
enum RestSetting {
  REALM,
  REQUIRE_COVERAGE,
  PROTECTED_RESOURCE,
  WARM_UP
}
