/**
 * Protects a Jakarta Servlet application: a request reaches a servlet only with an access token
 * that allows it (RFC 6750).
 *
 * <p>{@link dev.tokenvalidator.servlet.BearerTokenFilter} is the door. What a request needs is said
 * by routes ({@link dev.tokenvalidator.Access}) or on the servlets themselves ({@link
 * dev.tokenvalidator.RequiresScope}); what nothing covers is refused. In a WAR with annotated
 * servlets, {@link dev.tokenvalidator.servlet.RequiresScopeInitializer} installs it where the
 * application does not.
 */
@NullMarked
package dev.tokenvalidator.servlet;

import org.jspecify.annotations.NullMarked;
