/**
 * Scopes on Jakarta REST resources, on Jersey, RESTEasy and Quarkus REST. {@link
 * dev.tokenvalidator.rest.BearerTokenFeature} says how to start.
 */
@NullMarked
package dev.tokenvalidator.rest;

import org.jspecify.annotations.NullMarked;
