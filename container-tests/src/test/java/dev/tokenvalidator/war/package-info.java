/** Classes of the web applications that the tests deploy; the containers load them from WARs. */
package dev.tokenvalidator.war;
