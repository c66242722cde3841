package dev.tokenvalidator.containers;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.plugins.server.servlet.FilterDispatcher;
import org.jboss.resteasy.spi.ResteasyProviderFactory;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/** Filters that serve {@code /secret} themselves. */
enum ContentFilter {
  JERSEY {
    @Override
    FilterRegistration.Dynamic add(ServletContext context) {
      return context.addFilter("content", jersey());
    }
  },

  SUBCLASS_OF_JERSEY {
    @Override
    FilterRegistration.Dynamic add(ServletContext context) {
      RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
      return context.addFilter("content", new OwnContainer());
    }
  },

  /** Spring's proxy for a filter that is a bean. */
  BEAN {
    @Override
    FilterRegistration.Dynamic add(ServletContext context) {
      return addBean(context, WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE);
    }
  },

  /** The proxy, with an init-param that names the context of the bean. */
  BEAN_OF_ANOTHER_CONTEXT {
    @Override
    FilterRegistration.Dynamic add(ServletContext context) {
      FilterRegistration.Dynamic registration = addBean(context, "other beans");
      registration.setInitParameter("contextAttribute", "other beans");
      return registration;
    }
  },

  RESTEASY {
    @Override
    FilterRegistration.Dynamic add(ServletContext context) {
      RuntimeDelegate.setInstance(ResteasyProviderFactory.newInstance());
      FilterRegistration.Dynamic registration =
          context.addFilter("content", new FilterDispatcher());
      registration.setInitParameter("jakarta.ws.rs.Application", Secrets.class.getName());
      return registration;
    }
  };

  /** The number of calls of the resource. */
  static final AtomicInteger CALLS = new AtomicInteger();

  /** Adds the filter to an application, without a mapping. */
  abstract FilterRegistration.Dynamic add(ServletContext context);

  private static FilterRegistration.Dynamic addBean(ServletContext context, String attribute) {
    StaticWebApplicationContext beans = new StaticWebApplicationContext();
    beans.registerBean("content", Filter.class, ContentFilter::jersey);
    beans.setServletContext(context);
    beans.refresh();
    context.setAttribute(attribute, beans);
    DelegatingFilterProxy proxy = new DelegatingFilterProxy();
    proxy.setTargetFilterLifecycle(true);
    return context.addFilter("content", proxy);
  }

  private static ServletContainer jersey() {
    // The API uses one implementation at a time, and the class path has two.
    RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    return new ServletContainer(ResourceConfig.forApplication(new Secrets()));
  }

  private static final class OwnContainer extends ServletContainer {

    private static final long serialVersionUID = 1L;

    OwnContainer() {
      super(ResourceConfig.forApplication(new Secrets()));
    }
  }

  /** An application with one resource. */
  public static final class Secrets extends Application {

    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Secret.class);
    }
  }

  /** The resource that requires the scope. */
  @Path("/secret")
  public static final class Secret {

    @GET
    public String get() {
      CALLS.incrementAndGet();
      return "secret";
    }

    @OPTIONS
    public String options() {
      CALLS.incrementAndGet();
      return "options";
    }
  }
}
