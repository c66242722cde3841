/** What is a setting called, and what does its text mean? */
@NullMarked
package dev.tokenvalidator.internal.settings;

import org.jspecify.annotations.NullMarked;
