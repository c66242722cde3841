@NullMarked
package dev.tokenvalidator.explain;

import org.jspecify.annotations.NullMarked;
