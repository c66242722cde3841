/** A protected shop on Spring Boot. */
package dev.tokenvalidator.examples.spring;
