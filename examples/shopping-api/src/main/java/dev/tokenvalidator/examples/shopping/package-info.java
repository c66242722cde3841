/**
 * The shopping API of Logto's machine-to-machine quick start, with an issuer beside it: {@link
 * dev.tokenvalidator.examples.shopping.ShoppingApi} starts both and narrates what happens between
 * them. What is worth copying is in {@link dev.tokenvalidator.examples.shopping.api}.
 */
@NullMarked
package dev.tokenvalidator.examples.shopping;

import org.jspecify.annotations.NullMarked;
