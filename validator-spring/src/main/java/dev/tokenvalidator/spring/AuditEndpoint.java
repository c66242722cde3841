package dev.tokenvalidator.spring;

import dev.tokenvalidator.servlet.AuditEntry;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/**
 * What requests need: the audit of the filter, and that of the controllers. Not exposed over HTTP
 * unless the application asks for it.
 */
@Endpoint(id = "tokenvalidator", defaultAccess = Access.READ_ONLY)
final class AuditEndpoint {

  private final ObjectProvider<FilterRegistrationBean<BearerTokenFilter>> filters;
  private final ObjectProvider<Controllers> controllers;

  AuditEndpoint(
      ObjectProvider<FilterRegistrationBean<BearerTokenFilter>> filters,
      ObjectProvider<Controllers> controllers) {
    this.filters = filters;
    this.controllers = controllers;
  }

  /** As texts, because each Spring Boot brings another Jackson. */
  @ReadOperation
  public Map<String, List<String>> audit() {
    Map<String, List<String>> audit = new LinkedHashMap<>();
    audit.put(
        "servlets",
        filters.stream()
            .flatMap(filter -> filter.getFilter().audit().stream())
            .map(AuditEntry::toString)
            .toList());
    audit.put(
        "handlers",
        controllers.stream()
            .flatMap(found -> found.audit().stream())
            .map(AuditedHandler::toString)
            .toList());
    return audit;
  }
}
