/** An application with the filter. */
@NullMarked
package dev.tokenvalidator.testing.shop;

import org.jspecify.annotations.NullMarked;
