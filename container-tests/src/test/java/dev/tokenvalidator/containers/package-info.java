/**
 * Tests how containers, and the routers of frameworks behind the filter, read requests. Helpers of
 * the servlet module's tests start the containers.
 */
@NullMarked
package dev.tokenvalidator.containers;

import org.jspecify.annotations.NullMarked;
