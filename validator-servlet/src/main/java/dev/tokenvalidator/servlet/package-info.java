/**
 * Protects a Jakarta Servlet application: a request reaches a servlet only with an access token
 * that allows it (RFC 6750).
 *
 * <p>{@link dev.tokenvalidator.servlet.BearerTokenFilter} is the door. What a request needs is said
 * by routes ({@link dev.tokenvalidator.servlet.Access}) or on the servlets themselves ({@link
 * dev.tokenvalidator.servlet.RequiresScope}); what nothing covers is refused.
 */
@NullMarked
package dev.tokenvalidator.servlet;

import org.jspecify.annotations.NullMarked;
