/** Every way to call the shopping API, and the response that it gets. */
@NullMarked
package dev.tokenvalidator.examples.shopping.check;

import org.jspecify.annotations.NullMarked;
