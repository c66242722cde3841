package dev.tokenvalidator.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.core.Application;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
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
  },

  RESTEASY {
    @Override
    Servlet servlet(Application application) {
      return Resteasy.servlet(application);
    }
  };

  static final Stack HERE =
      OptionalClass.isPresent("org.glassfish.jersey.servlet.ServletContainer") ? JERSEY : RESTEASY;

  /** The servlet that runs an application. */
  abstract Servlet servlet(Application application);

  /** Loaded only where Jersey is. */
  private static final class Jersey {
    static Servlet servlet(Application application) {
      return new ServletContainer(ResourceConfig.forApplication(application));
    }
  }

  /** Loaded only where RESTEasy is. */
  private static final class Resteasy {
    static Servlet servlet(Application application) {
      return new HttpServletDispatcher() {
        private static final long serialVersionUID = 1L;

        @Override
        public void init(ServletConfig config) throws ServletException {
          ResteasyDeployment deployment = new ResteasyDeploymentImpl();
          deployment.setApplication(application);
          deployment.start();
          config.getServletContext().setAttribute(ResteasyDeployment.class.getName(), deployment);
          super.init(config);
        }
      };
    }
  }
}
