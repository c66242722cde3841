package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.Open;
import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Endpoints that ask for the access token: in a parameter, or where a runtime gives none. */
public final class TokenResources {

  /** Those whose methods take it, without a type that some runs lack. */
  static final Set<Class<?>> PARAMETERS =
      Set.of(Parameters.class, OneForAll.class, OnContract.class, Tree.class, OpenToAll.class);

  /** The paths of those that answer at once, with the subject of the token. */
  static final List<String> PATHS =
      List.of("/parameter", "/singleton", "/contract-parameter", "/tree/part");

  /** Those where it would outlive the request, or is not a parameter of the method. */
  static final Set<Class<?>> ELSEWHERE =
      Set.of(
          SingletonField.class,
          RequestField.class,
          Setter.class,
          InConstructor.class,
          InBean.class);

  private TokenResources() {}

  /** Takes it in every kind of method. */
  @Path("/parameter")
  @Authenticated
  public static class Parameters {
    @GET
    public String get(@Context AccessToken token) {
      return token.subject();
    }

    @POST
    @Path("all/{id}")
    public String post(@PathParam("id") String id, @Context AccessToken token, String body) {
      return id + " " + token.subject() + " " + body;
    }

    @GET
    @Path("later")
    public void later(@Suspended AsyncResponse response, @Context AccessToken token) {
      new Thread(() -> response.resume(token.subject())).start();
    }
  }

  /** Takes it where events are sent. */
  @Path("/events")
  @Authenticated
  public static class Events {
    @GET
    @Produces("text/event-stream")
    public void events(@Context SseEventSink sink, @Context Sse sse, @Context AccessToken token) {
      sink.send(sse.newEvent(token.subject())).thenRun(sink::close);
    }
  }

  /** One instance for all requests. */
  @Path("/singleton")
  @Singleton
  @Authenticated
  public static class OneForAll {
    @GET
    public String get(@Context AccessToken token) {
      return token.subject();
    }
  }

  /** The contract of {@link OnContract}. */
  public interface Contract {
    @GET
    String get(@Context AccessToken token);
  }

  /** Has the annotations from an interface. */
  @Path("/contract-parameter")
  @Authenticated
  public static class OnContract implements Contract {
    @Override
    public String get(AccessToken token) {
      return token.subject();
    }
  }

  /** Leads to {@link Part}. */
  @Path("/tree")
  public static class Tree {
    @Path("part")
    public Part part() {
      return new Part();
    }

    @Path("early")
    public Part early(@Context AccessToken token) {
      return new Part();
    }
  }

  /** A sub-resource. */
  public static class Part {
    @GET
    @Authenticated
    public String get(@Context AccessToken token) {
      return token.subject();
    }
  }

  /** Asks for a token, but lets everybody in. */
  @Path("/open-parameter")
  @Open
  public static class OpenToAll {
    @GET
    public String get(@Context AccessToken token, @Context SecurityContext caller) {
      return "principal " + caller.getUserPrincipal().getName() + ", token " + token.subject();
    }

    @GET
    @Path("public")
    public String everybody(@Context AccessToken token) {
      return "token " + token;
    }
  }

  /** A field of an instance for all requests. */
  @Path("/elsewhere/singleton")
  @Singleton
  @Authenticated
  public static class SingletonField {
    @Context @Nullable AccessToken token;

    @GET
    public String get() {
      return "token: " + token;
    }
  }

  /** A field of an instance for one request. */
  @Path("/elsewhere/request")
  @Authenticated
  public static class RequestField {
    @Context @Nullable AccessToken token;

    @GET
    public String get() {
      return "token: " + token;
    }
  }

  /** A setter. */
  @Path("/elsewhere/setter")
  @Authenticated
  public static class Setter {
    private @Nullable AccessToken token;

    @Context
    public void setToken(AccessToken token) {
      this.token = token;
    }

    @GET
    public String get() {
      return "token: " + token;
    }
  }

  /** A constructor. */
  @Path("/elsewhere/constructor")
  @Singleton
  @Authenticated
  public static class InConstructor {
    private final @Nullable AccessToken token;

    /** For Jersey. */
    public InConstructor(@Context AccessToken token) {
      this.token = token;
    }

    @GET
    public String get() {
      return "token: " + token;
    }
  }

  /** A field of a bean. */
  @Path("/elsewhere/bean")
  @Authenticated
  public static class InBean {
    @GET
    public String get(@BeanParam Bean bean) {
      return "token: " + bean.token;
    }
  }

  /** Parameters in one object. */
  public static class Bean {
    @Context @Nullable AccessToken token;
  }
}
