/**
 * The code of README and docs/, compiled and run. {@code PagesTest} finds every Java block of every
 * page somewhere in the repository's sources; the other tests run the code of the pages that no
 * other module runs.
 */
@NullMarked
package dev.tokenvalidator.examples.documentation;

import org.jspecify.annotations.NullMarked;
