package dev.tokenvalidator.servlet;

import java.util.List;

/**
 * A mapping of a filter for the dispatcher type {@code REQUEST}. Mappings by servlet name apply
 * after all mappings by URL pattern (Servlet 6.0 section 6.2.4), whatever their place in the list.
 *
 * @param servletNames with {@code *} for all servlets
 */
record FilterMapping(String filterName, List<String> urlPatterns, List<String> servletNames) {}
