/** Applications of Quarkus REST that the tests start. */
package dev.tokenvalidator.quarkus;
