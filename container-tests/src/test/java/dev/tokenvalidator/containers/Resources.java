package dev.tokenvalidator.containers;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import java.util.Set;

/** The endpoints as resources of Jersey or RESTEasy. Both need public classes. */
public final class Resources extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        Admin.class,
        BelowAdmin.class,
        Exact.class,
        Report.class,
        Extension.class,
        Sibling.class,
        BelowSibling.class,
        Home.class,
        Others.class,
        Open.class,
        BelowOpen.class,
        BelowPublic.class);
  }

  @Path("/api/admin")
  public static final class Admin extends AnyMethod {
    public Admin() {
      super(Endpoint.ADMIN);
    }
  }

  @Path("/api/admin/{tail:.*}")
  public static final class BelowAdmin extends AnyMethod {
    public BelowAdmin() {
      super(Endpoint.ADMIN);
    }
  }

  @Path("/admin/exact")
  public static final class Exact extends AnyMethod {
    public Exact() {
      super(Endpoint.EXACT);
    }
  }

  @Path("/api/reports")
  public static final class Report {
    @GET
    public void get(@Context HttpServletRequest request) {
      ExecutionRecorder.ran(Endpoint.REPORT, request);
    }
  }

  @Path("/x.do")
  public static final class Extension extends AnyMethod {
    public Extension() {
      super(Endpoint.EXTENSION);
    }
  }

  @Path("/api")
  public static final class Sibling extends AnyMethod {
    public Sibling() {
      super(Endpoint.SIBLING);
    }
  }

  @Path("/api/{tail:.*}")
  public static final class BelowSibling extends AnyMethod {
    public BelowSibling() {
      super(Endpoint.SIBLING);
    }
  }

  @Path("/")
  public static final class Home extends AnyMethod {
    public Home() {
      super(Endpoint.HOME);
    }
  }

  @Path("/{tail:.+}")
  public static final class Others extends AnyMethod {
    public Others() {
      super(Endpoint.DEFAULT);
    }
  }

  @Path("/api/public")
  public static final class Open extends AnyMethod {
    public Open() {
      super(Endpoint.PUBLIC);
    }
  }

  @Path("/api/public/{tail:.*}")
  public static final class BelowOpen extends AnyMethod {
    public BelowOpen() {
      super(Endpoint.PUBLIC);
    }
  }

  @Path("/public/{tail:.*}")
  public static final class BelowPublic extends AnyMethod {
    public BelowPublic() {
      super(Endpoint.PUBLIC);
    }
  }
}
