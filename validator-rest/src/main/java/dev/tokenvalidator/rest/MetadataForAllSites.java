package dev.tokenvalidator.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * The last of the response filters: it lets scripts of every site read metadata. A CORS filter of
 * the application may have added a second value, and browsers accept one only.
 */
final class MetadataForAllSites implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (Responses.isMetadata(request)) {
      response.getHeaders().putSingle("Access-Control-Allow-Origin", "*");
    }
  }
}
