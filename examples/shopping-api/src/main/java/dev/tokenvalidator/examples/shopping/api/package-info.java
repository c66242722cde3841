/** The protected application, and the smallest ones there can be: the model to copy from. */
@NullMarked
package dev.tokenvalidator.examples.shopping.api;

import org.jspecify.annotations.NullMarked;
