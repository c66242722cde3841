/** What may a text contain? Reads JSON strictly, and quotes text from outside. */
@NullMarked
package dev.tokenvalidator.internal.text;

import org.jspecify.annotations.NullMarked;
