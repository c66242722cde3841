/** A shop of Jakarta REST resources on Jersey and Jetty. */
package dev.tokenvalidator.examples.jersey;
