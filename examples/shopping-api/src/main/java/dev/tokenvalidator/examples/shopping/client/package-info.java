/** The machine that calls the API (RFC 6749 section 4.4). It uses the JDK only. */
@NullMarked
package dev.tokenvalidator.examples.shopping.client;

import org.jspecify.annotations.NullMarked;
