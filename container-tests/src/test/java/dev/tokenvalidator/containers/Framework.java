package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.jboss.resteasy.spi.ResteasyProviderFactory;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** What chooses the endpoint of a request: the container, or a router behind the filter. */
enum Framework {
  SERVLETS {
    @Override
    void register(ServletContext context) {
      register(context, "/api/admin/*", Endpoint.ADMIN);
      register(context, "/admin/exact", Endpoint.EXACT);
      Framework.register(context, "/api/reports", new Reports());
      register(context, "*.do", Endpoint.EXTENSION);
      register(context, "/api/*", Endpoint.SIBLING);
      register(context, "", Endpoint.HOME);
      register(context, "/", Endpoint.DEFAULT);
      register(context, "/public/*", Endpoint.PUBLIC);
      register(context, "/api/public/*", Endpoint.PUBLIC);
    }

    private static void register(ServletContext context, String mapping, Endpoint endpoint) {
      Framework.register(
          context,
          mapping,
          new TestApp.HandlerServlet(
              (request, response) -> ExecutionRecorder.ran(endpoint, request),
              new AtomicInteger()));
    }
  },

  JERSEY {
    @Override
    void register(ServletContext context) {
      // The API uses one implementation at a time, and the class path has two.
      RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
      Framework.register(context, "/*", new ServletContainer())
          .setInitParameter("jakarta.ws.rs.Application", Resources.class.getName());
    }
  },

  RESTEASY {
    @Override
    void register(ServletContext context) {
      RuntimeDelegate.setInstance(ResteasyProviderFactory.newInstance());
      Framework.register(context, "/*", new HttpServletDispatcher())
          .setInitParameter("jakarta.ws.rs.Application", Resources.class.getName());
    }
  },

  SPRING {
    @Override
    void register(ServletContext context) {
      AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
      beans.register(Controllers.class);
      Framework.register(context, "/", new DispatcherServlet(beans));
    }
  },

  /** Strips suffixes, and reads the method from a header or the query. */
  JERSEY_REREADING {
    @Override
    void register(ServletContext context) {
      RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
      Framework.register(context, "/*", new ServletContainer())
          .setInitParameter("jakarta.ws.rs.Application", RereadingResources.class.getName());
    }
  },

  /** Strips suffixes. */
  RESTEASY_REREADING {
    @Override
    void register(ServletContext context) {
      RuntimeDelegate.setInstance(ResteasyProviderFactory.newInstance());
      ServletRegistration.Dynamic registration =
          Framework.register(context, "/*", new HttpServletDispatcher());
      registration.setInitParameter("jakarta.ws.rs.Application", Resources.class.getName());
      registration.setInitParameter("resteasy.media.type.mappings", "json : application/json");
      registration.setInitParameter("resteasy.language.mappings", "en : en-US");
    }
  },

  /** Ignores case. */
  SPRING_CASELESS {
    @Override
    void register(ServletContext context) {
      AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
      beans.register(Controllers.class, SpringMatching.IgnoringCase.class);
      Framework.register(context, "/", new DispatcherServlet(beans));
    }
  },

  /** Ignores case and suffixes. */
  SPRING_SUFFIXES {
    @Override
    void register(ServletContext context) {
      AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
      beans.register(Controllers.class, SpringMatching.IgnoringSuffixes.class);
      Framework.register(context, "/", new DispatcherServlet(beans));
    }
  };

  /** Implements GET only; its superclass answers the other methods. */
  private static final class Reports extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      ExecutionRecorder.ran(Endpoint.REPORT, request);
    }
  }

  /** Whether the framework reads another path or method from a request than the container. */
  boolean rereads() {
    return compareTo(SPRING) > 0;
  }

  /** Adds the endpoints to an application. */
  abstract void register(ServletContext context);

  private static ServletRegistration.Dynamic register(
      ServletContext context, String mapping, Servlet servlet) {
    ServletRegistration.Dynamic registration = context.addServlet("for " + mapping, servlet);
    registration.setLoadOnStartup(1);
    registration.addMapping(mapping);
    return registration;
  }
}
