/** The filter in Spring Boot applications. */
@NullMarked
package dev.tokenvalidator.boot;

import org.jspecify.annotations.NullMarked;
