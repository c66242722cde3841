/** The protected application: the code to copy. */
@NullMarked
package dev.tokenvalidator.examples.shopping.api;

import org.jspecify.annotations.NullMarked;
