package dev.tokenvalidator.quarkus;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.Open;
import io.quarkus.arc.WithCaching;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

/** Beans that ask for the access token. Each says whose it got. */
public final class InjectedTokens {

  private InjectedTokens() {}

  /** Asks for each request. A resource is a singleton. */
  @Path("/injected/instance")
  public static class ByInstance {
    @Inject Instance<AccessToken> token;

    @GET
    @Authenticated
    public String get() {
      return token.get().subject();
    }

    @GET
    @Path("uni")
    @Authenticated
    public Uni<String> later() {
      return Uni.createFrom().item(() -> token.get().subject());
    }

    @GET
    @Path("open")
    @Open
    public String open() {
      try {
        return token.get().subject();
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }

  /** The same by {@code Provider}. */
  @Path("/injected/provider")
  @Authenticated
  public static class ByProvider {
    private final Provider<AccessToken> token;

    ByProvider(Provider<AccessToken> token) {
      this.token = token;
    }

    @GET
    public String get() {
      return token.get().subject();
    }
  }

  /** Asks as a resource on Jersey does. */
  @Path("/injected/parameter")
  public static class ByParameter {
    @GET
    @Authenticated
    public String get(@Context AccessToken token) {
      return token.subject();
    }

    @GET
    @Path("open")
    @Open
    public String open(@Context AccessToken token) {
      return token.subject();
    }
  }

  /** Asks the container. */
  @Path("/injected/code")
  @Authenticated
  public static class ByCode {
    @GET
    public String get() {
      return CDI.current().select(AccessToken.class).get().subject();
    }
  }

  /** Lives as long as the request. */
  @Path("/injected/request")
  @RequestScoped
  @Authenticated
  public static class OfRequest {
    private final AccessToken token;

    OfRequest(AccessToken token) {
      this.token = token;
    }

    @GET
    public String get() {
      return token.subject();
    }
  }

  /** Would keep the token of the first caller in a field. */
  @Path("/captured/field")
  @Authenticated
  public static class InField {
    @Inject AccessToken token;

    @GET
    public String get() {
      return token.subject();
    }
  }

  /** The same with a constructor. */
  @Path("/captured/constructor")
  @Authenticated
  public static class InConstructor {
    private final AccessToken token;

    InConstructor(AccessToken token) {
      this.token = token;
    }

    @GET
    public String get() {
      return token.subject();
    }
  }

  /** The same behind a proxy. */
  @Path("/captured/application")
  @ApplicationScoped
  @Authenticated
  public static class InApplication {
    @Inject AccessToken token;

    @GET
    public String get() {
      return token.subject();
    }
  }

  /** Belongs to whoever it is injected into. */
  @Dependent
  public static class Part {
    @Inject AccessToken token;
  }

  /** Would keep it in a part. */
  @Path("/captured/part")
  @Authenticated
  public static class InPart {
    @Inject Part part;

    @GET
    public String get() {
      return part.token.subject();
    }
  }

  /** Would keep it in what asks for it. */
  @Path("/captured/cache")
  @Authenticated
  public static class InCache {
    @Inject @WithCaching Instance<AccessToken> token;

    @GET
    public String get() {
      return token.get().subject();
    }
  }
}
