package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
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
 * The other filters that requests to the application meet, in the order of the chain if the
 * container shows it.
 *
 * @param all without those of this library
 */
record OtherFilters(List<OtherFilter> all) {

  private static final List<String> HEADINGS = List.of("place", "filter", "class", "mapped to", "");

  OtherFilters {
    all = List.copyOf(all);
  }

  /**
   * Lists the filters of an application.
   *
   * @param ownName the name of the bearer token filter
   * @throws IllegalStateException if the container shows that the bearer token filter is not mapped
   *     for {@code REQUEST}
   */
  static OtherFilters of(ServletContext context, String ownName) {
    if (SpringMocks.isMock(context)) {
      // It holds the filters of every MockMvc that was built with it.
      return new OtherFilters(List.of());
    }
    List<FilterMapping> mappings = ContainerFilters.inOrder(context);
    return new OtherFilters(
        mappings == null ? inNoOrder(context, ownName) : inOrder(context, mappings, ownName));
  }

  private static List<OtherFilter> inOrder(
      ServletContext context, List<FilterMapping> mappings, String ownName) {
    Map<String, Mappings> byFilter = new LinkedHashMap<>();
    boolean ownSeen = false;
    for (FilterMapping mapping : mappings) {
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
                // Mappings by servlet name apply after those by URL pattern.
                FilterPlace place =
                    urlPatterns.isEmpty() ? FilterPlace.BEHIND : FilterPlace.UNKNOWN;
                filters.add(filter(context, name, registration, place, urlPatterns, servletNames));
              }
            });
    return filters;
  }

  private static boolean isOther(String name, String ownName) {
    return !name.equals(ownName) && !name.equals(FilterNames.ANNOTATION_DOOR);
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
   * Refuses an order that lets requests bypass the bearer token filter, or may do so.
   *
   * @throws InvalidSettingException naming the filter and the fix
   */
  void checkOrder() {
    for (OtherFilter filter : all) {
      if (filter.kind().servesContent() && filter.place() != FilterPlace.BEHIND) {
        throw refused(
            filter,
            "in front of this one, which then checks nothing. Put this filter first: put its"
                + " filter-mapping first in web.xml, call install before the other filter is added,"
                + " or in Spring Boot register it with a FilterRegistrationBean and"
                + " setOrder(Ordered.HIGHEST_PRECEDENCE)");
      }
      if (filter.kind() == FilterKind.FORM_METHOD && filter.place() != FilterPlace.IN_FRONT) {
        throw refused(
            filter,
            "behind this one, which then checks the rules of another method. Put it in front of"
                + " this filter, or remove it (in Spring Boot"
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
                ? ", and this container does not show the order of filters: it may do so "
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

  /** Whether an unknown filter is mapped to all paths. */
  boolean mayServeAnything() {
    return all.stream().anyMatch(OtherFilter::mayServeAnything);
  }

  /** For the log: the preflights that need a token in spite of the setting, and the reason. */
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
                    + " behind this one may answer them; put the CORS filter in front")
        .toList();
  }

  /** For the log: a table, one line for each filter. */
  String table() {
    return LogTable.of(
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

  /** The mappings of one filter. */
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

    void add(FilterMapping mapping, boolean ownSeen) {
      urlPatterns.addAll(mapping.urlPatterns());
      servletNames.addAll(mapping.servletNames());
      inFront |= !ownSeen && !mapping.urlPatterns().isEmpty();
      behind |= ownSeen || !mapping.servletNames().isEmpty();
    }
  }
}
