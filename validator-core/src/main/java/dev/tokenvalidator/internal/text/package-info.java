/** What may a text hold? JSON is read strictly, and text from outside is quoted. */
@NullMarked
package dev.tokenvalidator.internal.text;

import org.jspecify.annotations.NullMarked;
