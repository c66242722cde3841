/** What the API answers to good and bad requests, expected and seen. */
@NullMarked
package dev.tokenvalidator.examples.shopping.check;

import org.jspecify.annotations.NullMarked;
