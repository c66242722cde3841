package dev.tokenvalidator.servlet;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The filters of well-known libraries, by class name, because none of them is a dependency.
 *
 * <p>A filter that answers requests is recognized by its superclasses and interfaces too, because a
 * subclass still does what it inherits. A harmless filter is recognized by its own name only,
 * because a subclass may do anything.
 */
final class KnownFilters {

  private static final Set<String> CONTENT =
      Set.of(
          // Jakarta REST
          "org.glassfish.jersey.servlet.ServletContainer",
          "org.jboss.resteasy.plugins.server.servlet.FilterDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.Filter30Dispatcher",
          // Web frameworks
          "org.apache.wicket.protocol.http.WicketFilter",
          "org.apache.struts2.dispatcher.filter.StrutsPrepareAndExecuteFilter",
          "org.apache.struts2.dispatcher.filter.StrutsExecuteFilter",
          "org.apache.struts2.dispatcher.ng.filter.StrutsPrepareAndExecuteFilter",
          "org.apache.struts2.dispatcher.ng.filter.StrutsExecuteFilter",
          "org.apache.tapestry5.TapestryFilter",
          "net.sourceforge.stripes.controller.StripesFilter",
          "net.sourceforge.stripes.controller.DynamicMappingFilter",
          "com.google.inject.servlet.GuiceFilter",
          "spark.servlet.SparkFilter",
          "org.scalatra.ScalatraFilter",
          "net.liftweb.http.LiftFilter",
          "org.jruby.rack.RackFilter",
          "org.jruby.rack.UnmappedRackFilter",
          "org.zkoss.zk.ui.http.RichletFilter",
          "org.atmosphere.cpr.AtmosphereFilter",
          // Dispatch to other paths of the application, or to another server
          "org.tuckey.web.filters.urlrewrite.UrlRewriteFilter",
          "org.ocpsoft.rewrite.servlet.RewriteFilter",
          "com.ocpsoft.pretty.PrettyFilter",
          "org.omnifaces.facesviews.FacesViewsForwardingFilter",
          "org.eclipse.jetty.ee9.fcgi.server.proxy.TryFilesFilter",
          "org.eclipse.jetty.ee10.fcgi.proxy.TryFilesFilter",
          "org.eclipse.jetty.ee11.fcgi.proxy.TryFilesFilter",
          "com.github.mkopylec.charon.forwarding.ReverseProxyFilter",
          // Reports, resources, cached pages
          "net.bull.javamelody.MonitoringFilter",
          "ro.isdc.wro.http.WroFilter",
          "net.sf.ehcache.constructs.web.filter.CachingFilter");

  private static final Set<String> WEBSOCKET =
      Set.of(
          "org.apache.tomcat.websocket.server.WsFilter",
          "io.undertow.websockets.jsr.JsrWebSocketFilter",
          "org.glassfish.tyrus.servlet.TyrusServletFilter",
          "weblogic.websocket.tyrus.TyrusServletFilter");

  /** The package name holds the version of Jakarta EE since Jetty 12. */
  private static final Pattern JETTY_WEBSOCKET =
      Pattern.compile(
          "org\\.eclipse\\.jetty\\.(ee\\d+\\.)?websocket\\.servlet\\.WebSocketUpgradeFilter");

  private static final Set<String> FORM_METHOD =
      Set.of(
          "org.springframework.web.filter.HiddenHttpMethodFilter",
          "org.grails.web.filters.HiddenHttpMethodFilter");

  private static final Set<String> TRANSPARENT =
      Set.of(
          // CORS
          "org.springframework.web.filter.CorsFilter",
          "org.apache.catalina.filters.CorsFilter",
          "org.eclipse.jetty.servlets.CrossOriginFilter",
          "org.eclipse.jetty.ee9.servlets.CrossOriginFilter",
          "org.eclipse.jetty.ee10.servlets.CrossOriginFilter",
          "org.eclipse.jetty.ee11.servlets.CrossOriginFilter",
          "com.thetransactioncompany.cors.CORSFilter",
          // Encoding, logging, headers
          "org.springframework.web.filter.CharacterEncodingFilter",
          "org.springframework.web.filter.CommonsRequestLoggingFilter",
          "org.springframework.web.filter.FormContentFilter",
          "org.springframework.web.filter.ForwardedHeaderFilter",
          "org.springframework.web.filter.RequestContextFilter",
          "org.springframework.web.filter.ServerHttpObservationFilter",
          "org.springframework.web.filter.ServletContextRequestLoggingFilter",
          "org.springframework.web.filter.ServletRequestPathFilter",
          "org.springframework.web.filter.ShallowEtagHeaderFilter",
          "org.springframework.web.servlet.resource.ResourceUrlEncodingFilter",
          "org.springframework.boot.web.servlet.filter.OrderedCharacterEncodingFilter",
          "org.springframework.boot.web.servlet.filter.OrderedFormContentFilter",
          "org.springframework.boot.web.servlet.filter.OrderedRequestContextFilter",
          "org.springframework.boot.servlet.filter.OrderedCharacterEncodingFilter",
          "org.springframework.boot.servlet.filter.OrderedFormContentFilter",
          "org.springframework.boot.servlet.filter.OrderedRequestContextFilter",
          "org.apache.catalina.filters.AddDefaultCharsetFilter",
          "org.apache.catalina.filters.ExpiresFilter",
          "org.apache.catalina.filters.HttpHeaderSecurityFilter",
          "org.apache.catalina.filters.RemoteIpFilter",
          "org.apache.catalina.filters.RequestDumperFilter",
          "org.apache.catalina.filters.SetCharacterEncodingFilter",
          "org.eclipse.jetty.ee9.servlets.HeaderFilter",
          "org.eclipse.jetty.ee10.servlets.HeaderFilter",
          "org.eclipse.jetty.ee11.servlets.HeaderFilter");

  private KnownFilters() {}

  /** Whether a class is Jetty's filter for WebSocket. */
  static boolean isJettyWebSocket(String className) {
    return JETTY_WEBSOCKET.matcher(className).matches();
  }

  /**
   * The kind of a filter.
   *
   * @param types the name of its class, then the names of all types that it extends and implements
   */
  static FilterKind kindOf(List<String> types) {
    if (!Collections.disjoint(CONTENT, types)) {
      return FilterKind.CONTENT;
    }
    if (!Collections.disjoint(WEBSOCKET, types)
        || types.stream().anyMatch(KnownFilters::isJettyWebSocket)) {
      return FilterKind.WEBSOCKET;
    }
    if (!Collections.disjoint(FORM_METHOD, types)) {
      return FilterKind.FORM_METHOD;
    }
    return TRANSPARENT.contains(types.get(0)) ? FilterKind.TRANSPARENT : FilterKind.OTHER;
  }
}
