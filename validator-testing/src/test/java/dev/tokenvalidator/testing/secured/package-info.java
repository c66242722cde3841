/** An application with Spring Security. */
@NullMarked
package dev.tokenvalidator.testing.secured;

import org.jspecify.annotations.NullMarked;
