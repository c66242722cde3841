package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.servlet.ContainerFilters.Mapping;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The other filters that requests meet: in the order of the chain, where the container tells it.
 *
 * @param all without ours
 */
record OtherFilters(List<OtherFilter> all) {

  private static final List<String> HEADINGS = List.of("place", "filter", "class", "mapped to", "");

  OtherFilters {
    all = List.copyOf(all);
  }

  /**
   * Lists those of an application.
   *
   * @param ownName the name that ours is registered under
   * @throws IllegalStateException if ours is known to be mapped to other dispatcher types only
   */
  static OtherFilters of(ServletContext context, String ownName) {
    if (SpringMocks.isMock(context)) {
      // It holds the filters of all the MockMvc that were ever built with it.
      return new OtherFilters(List.of());
    }
    List<Mapping> mappings = ContainerFilters.inOrder(context);
    return new OtherFilters(
        mappings == null ? inNoOrder(context, ownName) : inOrder(context, mappings, ownName));
  }

  private static List<OtherFilter> inOrder(
      ServletContext context, List<Mapping> mappings, String ownName) {
    Map<String, Mappings> byFilter = new LinkedHashMap<>();
    boolean ownSeen = false;
    for (Mapping mapping : mappings) {
      if (isOther(mapping.filterName(), ownName)) {
        byFilter
            .computeIfAbsent(mapping.filterName(), name -> new Mappings())
            .add(mapping, ownSeen);
      } else if (mapping.filterName().equals(ownName) && mapping.urlPatterns().contains("/*")) {
        ownSeen = true;
      }
    }
    if (!ownSeen) {
      throw new IllegalStateException(
          "the filter "
              + ownName
              + " is mapped to /*, but not for the dispatcher type REQUEST, so it would protect"
              + " nothing");
    }
    List<OtherFilter> filters = new ArrayList<>();
    byFilter.forEach(
        (name, found) ->
            filters.add(
                filter(
                    context,
                    name,
                    context.getFilterRegistration(name),
                    found.place(),
                    found.urlPatterns,
                    found.servletNames)));
    return filters;
  }

  private static List<OtherFilter> inNoOrder(ServletContext context, String ownName) {
    List<OtherFilter> filters = new ArrayList<>();
    new TreeMap<>(context.getFilterRegistrations())
        .forEach(
            (name, registration) -> {
              Set<String> urlPatterns = new LinkedHashSet<>(registration.getUrlPatternMappings());
              Set<String> servletNames = new LinkedHashSet<>(registration.getServletNameMappings());
              if (isOther(name, ownName) && !(urlPatterns.isEmpty() && servletNames.isEmpty())) {
                // Mappings by servlet name apply after those by URL pattern, as ours is.
                FilterPlace place =
                    urlPatterns.isEmpty() ? FilterPlace.BEHIND : FilterPlace.UNKNOWN;
                filters.add(filter(context, name, registration, place, urlPatterns, servletNames));
              }
            });
    return filters;
  }

  /** The one that may have to read annotations is ours, too. */
  private static boolean isOther(String name, String ownName) {
    return !name.equals(ownName) && !name.equals(AnnotationDoor.NAME);
  }

  private static OtherFilter filter(
      ServletContext context,
      String name,
      @Nullable FilterRegistration registration,
      FilterPlace place,
      Set<String> urlPatterns,
      Set<String> servletNames) {
    List<String> types = registration == null ? List.of("") : FilterTypes.of(context, registration);
    return new OtherFilter(
        name, types.get(0), KnownFilters.kindOf(types), place, urlPatterns, servletNames);
  }

  /**
   * Refuses an order that is known to let requests past the rules of ours, or may be one.
   *
   * @throws InvalidSettingException naming the filter, and how to put it right
   */
  void checkOrder() {
    for (OtherFilter filter : all) {
      if (filter.kind().servesContent() && filter.place() != FilterPlace.BEHIND) {
        throw refused(
            filter,
            "in front of this one, which then checks nothing. Let this filter come first: put its"
                + " filter-mapping first in web.xml, call install before the other filter is added,"
                + " or in Spring Boot register it with a FilterRegistrationBean and"
                + " setOrder(Ordered.HIGHEST_PRECEDENCE)");
      }
      if (filter.kind() == FilterKind.FORM_METHOD && filter.place() != FilterPlace.IN_FRONT) {
        throw refused(
            filter,
            "behind this one, which then checks the rules of another method. Let it come before"
                + " this filter, or take it away (in Spring Boot"
                + " spring.mvc.hiddenmethod.filter.enabled=false)");
      }
    }
  }

  private static InvalidSettingException refused(OtherFilter filter, String danger) {
    return new InvalidSettingException(
        NamedSetting.FILTER_ORDER_CHECKED.initParam(),
        "the filter "
            + filter
            + " "
            + filter.kind()
            + (filter.place() == FilterPlace.UNKNOWN
                ? ", and this container does not tell the order of filters: it may do so "
                : " ")
            + danger
            + ". If the order is right, set "
            + NamedSetting.FILTER_ORDER_CHECKED.initParam());
  }

  /** Whether another filter could run code of the application for a preflight. */
  boolean mayAnswerPreflight(RequestTarget target) {
    return all.stream().anyMatch(it -> it.mayAnswerPreflight() && it.isMappedTo(target));
  }

  /** Whether one of them may serve some of the paths. */
  boolean mayServe(PathPattern paths) {
    return all.stream().anyMatch(filter -> filter.mayServe(paths));
  }

  /** Whether one that nothing is known about is mapped to all paths. */
  boolean mayServeAnything() {
    return all.stream().anyMatch(OtherFilter::mayServeAnything);
  }

  /** For the log: which preflights need a token in spite of the setting, and why. */
  List<String> preflightWarnings() {
    return all.stream()
        .filter(OtherFilter::mayAnswerPreflight)
        .map(
            filter ->
                "preflights to "
                    + filter.mappings()
                    + " need a token in spite of "
                    + NamedSetting.ALLOW_PREFLIGHT.initParam()
                    + ", because the filter "
                    + filter
                    + " behind this one might answer them; put the CORS filter in front")
        .toList();
  }

  /** For the log: a table, one line for each filter. */
  String table() {
    return AuditTable.of(
        "the other filters that requests to this application meet:",
        HEADINGS,
        all.stream()
            .map(
                filter ->
                    List.of(
                        filter.place().toString(),
                        filter.name(),
                        filter.className(),
                        filter.mappings(),
                        filter.kind().toString()))
            .toList());
  }

  /** What one filter is mapped to. */
  private static final class Mappings {

    private final Set<String> urlPatterns = new LinkedHashSet<>();
    private final Set<String> servletNames = new LinkedHashSet<>();
    private boolean inFront;
    private boolean behind;

    FilterPlace place() {
      if (inFront && behind) {
        return FilterPlace.BOTH;
      }
      return inFront ? FilterPlace.IN_FRONT : FilterPlace.BEHIND;
    }

    void add(Mapping mapping, boolean ownSeen) {
      urlPatterns.addAll(mapping.urlPatterns());
      servletNames.addAll(mapping.servletNames());
      inFront |= !ownSeen && !mapping.urlPatterns().isEmpty();
      behind |= ownSeen || !mapping.servletNames().isEmpty();
    }
  }
}
