package dev.tokenvalidator.spring;

import dev.tokenvalidator.internal.settings.NamedValue;

/**
 * A value and the property source that it comes from.
 *
 * @param rank of the source; 0 is the highest
 * @param source its name, for the operator
 * @param hasPlaceholder whether a part of it comes from another property, and so perhaps from a
 *     higher source
 */
record SourcedValue(NamedValue value, int rank, String source, boolean hasPlaceholder) {}
