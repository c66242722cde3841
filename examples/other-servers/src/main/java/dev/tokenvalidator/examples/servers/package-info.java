/** A protected shop on servers without servlets. */
package dev.tokenvalidator.examples.servers;
