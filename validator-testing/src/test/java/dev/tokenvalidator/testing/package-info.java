@NullMarked
package dev.tokenvalidator.testing;

import org.jspecify.annotations.NullMarked;
