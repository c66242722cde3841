/**
 * The shopping API of Logto's machine-to-machine quick start, and a stand-in issuer. {@link
 * dev.tokenvalidator.examples.shopping.ShoppingApi} starts both and walks through the requests
 * between them. The code to copy is in {@link dev.tokenvalidator.examples.shopping.api}.
 */
@NullMarked
package dev.tokenvalidator.examples.shopping;

import org.jspecify.annotations.NullMarked;
