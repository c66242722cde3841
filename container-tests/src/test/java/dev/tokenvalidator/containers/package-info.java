/**
 * What containers, and the routers of frameworks behind the filter, make of requests. The
 * containers are started by the tests of the servlet module.
 */
@NullMarked
package dev.tokenvalidator.containers;

import org.jspecify.annotations.NullMarked;
