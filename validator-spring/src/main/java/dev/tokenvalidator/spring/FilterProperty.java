package dev.tokenvalidator.spring;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import java.util.EnumSet;
import java.util.Set;

/**
 * The properties that are not the validator's, one row each: how a value is applied to the filter.
 * Some are for others than the filter.
 */
enum FilterProperty {
  ROUTES((to, value) -> to.routes(value.text())),
  REALM((to, value) -> to.realm(value.text())),
  PATH_PARAMETERS((to, value) -> to.pathParameters(value.words())),
  CHECK_DISPATCHES(
      (to, value) -> {
        if (value.flag()) {
          to.checkDispatches();
        }
      }),
  REQUIRE_COVERAGE(
      (to, value) -> {
        if (value.flag()) {
          to.requireCoverage();
        }
      }),
  FILTER_ORDER_CHECKED(
      (to, value) -> {
        if (value.flag()) {
          to.filterOrderChecked();
        }
      }),
  PROBLEM_DETAILS(
      (to, value) -> {
        if (value.flag()) {
          to.problemDetails();
        }
      }),

  /** Their paths depend on the servlet context, so {@link FilterRegistrations} applies them. */
  PROTECTED_RESOURCE((to, value) -> {}),
  SESSION_HEADER((to, value) -> to.sessionHeader(value.text())),
  END_STREAMS_WITH_TOKEN(
      (to, value) -> {
        if (value.flag()) {
          to.endStreamsWithToken();
        }
      }),

  /** Whether the start begins to fetch the keys, with or without the filter. */
  WARM_UP((to, value) -> {}),

  /** Whether the filter is registered: true beside Spring Security, too; false never. */
  FILTER((to, value) -> {}),

  /** Whether Spring Security's tokens are validated here, if it has no other decoder. */
  JWT_DECODER((to, value) -> {}),

  /** Whether a handler method without an annotation stops the start. */
  REQUIRE_ANNOTATIONS((to, value) -> {});

  private static final Set<FilterProperty> WITHOUT_FILTER =
      EnumSet.of(REALM, PROBLEM_DETAILS, WARM_UP, FILTER, JWT_DECODER, REQUIRE_ANNOTATIONS);

  @SuppressWarnings("ImmutableEnumChecker") // it keeps no state
  private final Row row;

  FilterProperty(Row row) {
    this.row = row;
  }

  /** Applies a value to the filter, if it is a setting of the filter. */
  void apply(BearerTokenFilterBuilder filter, NamedValue value) {
    row.apply(filter, value);
  }

  /** Whether it has an effect on the filter only. */
  boolean isOfFilterOnly() {
    return !WITHOUT_FILTER.contains(this);
  }

  private interface Row {
    void apply(BearerTokenFilterBuilder to, NamedValue value);
  }
}
