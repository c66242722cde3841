@NullMarked
package dev.tokenvalidator.spring;

import org.jspecify.annotations.NullMarked;
