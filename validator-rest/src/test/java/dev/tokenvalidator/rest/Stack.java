package dev.tokenvalidator.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.core.Application;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.core.ResteasyContext;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.jboss.resteasy.spi.ResteasyDeployment;

/** The runtime of Jakarta REST that is on the class path: each run of the tests has one. */
enum Stack {
  JERSEY {
    @Override
    Servlet servlet(Application application) {
      return Jersey.servlet(application);
    }

    @Override
    AppOf withRoles(AppOf application) {
      return application.with(Jersey.roles());
    }
  },

  RESTEASY {
    @Override
    Servlet servlet(Application application) {
      return Resteasy.servlet(application);
    }

    @Override
    AppOf withRoles(AppOf application) {
      return application.withProperty(Resteasy.ROLES, true);
    }
  };

  static final Stack HERE =
      OptionalClass.isPresent("org.glassfish.jersey.servlet.ServletContainer") ? JERSEY : RESTEASY;

  /** The same application, whose runtime reads {@code @RolesAllowed} and its like. */
  abstract AppOf withRoles(AppOf application);

  /** The servlet that runs an application. */
  abstract Servlet servlet(Application application);

  /** Loaded only where Jersey is. */
  private static final class Jersey {
    static Object roles() {
      return new RolesAllowedDynamicFeature();
    }

    static Servlet servlet(Application application) {
      return new ServletContainer(ResourceConfig.forApplication(application));
    }
  }

  /** Loaded only where RESTEasy is. */
  private static final class Resteasy {
    static final String ROLES = "resteasy.role.based.security";

    static Servlet servlet(Application application) {
      return new HttpServletDispatcher() {
        private static final long serialVersionUID = 1L;

        @Override
        public void init(ServletConfig config) throws ServletException {
          ResteasyDeployment deployment = new ResteasyDeploymentImpl();
          deployment.setApplication(application);
          deployment.setSecurityEnabled(application.getProperties().containsKey(ROLES));
          // As its own bootstrap does.
          ResteasyContext.pushContext(ServletContext.class, config.getServletContext());
          deployment.start();
          config.getServletContext().setAttribute(ResteasyDeployment.class.getName(), deployment);
          super.init(config);
        }
      };
    }
  }
}
