/** Endpoints of each kind, on each runtime. */
package dev.tokenvalidator.rest;
