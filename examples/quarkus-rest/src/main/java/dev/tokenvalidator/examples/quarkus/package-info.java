/** A shop on Quarkus REST. */
package dev.tokenvalidator.examples.quarkus;
