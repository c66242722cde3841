package dev.tokenvalidator.quarkus;

import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.RequiresScope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/**
 * An endpoint for each place where an annotation can stand, and one more that runs on the event
 * loop. All of them need {@code read:x}.
 */
public final class MatrixResources {

  private MatrixResources() {}

  private static Uni<String> uni(String handler) {
    return Uni.createFrom().item(() -> Executions.of(handler));
  }

  /** Class only. */
  @Path("/class")
  @RequiresScope("read:x")
  public static class OnClass {
    @GET
    public String get() {
      return Executions.of("class");
    }

    @GET
    @Path("uni")
    public Uni<String> later() {
      return uni("class-uni");
    }
  }

  /** Method only. */
  @Path("/method")
  public static class OnMethod {
    @GET
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("method");
    }

    @GET
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<String> later() {
      return uni("method-uni");
    }
  }

  /** Both: they add up. */
  @Path("/both")
  @MachineOnly
  public static class OnBoth {
    @GET
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("both");
    }

    @GET
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<String> later() {
      return uni("both-uni");
    }
  }

  /** The contract of {@link OnInterface}. */
  public interface Contract {
    @RequiresScope("read:x")
    String get();

    @RequiresScope("read:x")
    Uni<String> later();
  }

  /** On the method of an interface. */
  @Path("/interface")
  public static class OnInterface implements Contract {
    @GET
    @Override
    public String get() {
      return Executions.of("interface");
    }

    @GET
    @Path("uni")
    @Override
    public Uni<String> later() {
      return uni("interface-uni");
    }
  }

  /** The superclass of {@link OnGenericSuperclass}. */
  public abstract static class Reader<T> {
    @GET
    @RequiresScope("read:x")
    public T get() {
      return read();
    }

    @GET
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<T> later() {
      return readLater();
    }

    abstract T read();

    abstract Uni<T> readLater();
  }

  /** On the inherited method of a superclass with a type parameter. */
  @Path("/superclass")
  public static class OnGenericSuperclass extends Reader<String> {
    @Override
    String read() {
      return Executions.of("superclass");
    }

    @Override
    Uni<String> readLater() {
      return uni("superclass-uni");
    }
  }

  /** The superclass of {@link OnBridge}. */
  public abstract static class Lookup<K> {
    @RequiresScope("read:x")
    public abstract String find(K key);

    @RequiresScope("read:x")
    public abstract Uni<String> findLater(K key);
  }

  /** On the method that a bridge leads from. */
  @Path("/bridge/{key}")
  public static class OnBridge extends Lookup<String> {
    @GET
    @Override
    public String find(@PathParam("key") String key) {
      return Executions.of("bridge");
    }

    @GET
    @Path("uni")
    @Override
    public Uni<String> findLater(@PathParam("key") String key) {
      return uni("bridge-uni");
    }
  }

  /** A bean that is called through a proxy and an interceptor, which are subclasses. */
  @Path("/proxy")
  @ApplicationScoped
  @Intercepted
  @Authenticated
  public static class Proxied {
    @GET
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("proxy");
    }

    @GET
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<String> later() {
      return uni("proxy-uni");
    }
  }

  /** Leads to {@link Part}. */
  @Path("/sub")
  public static class Locator {
    @Path("{id}")
    public Part part() {
      return new Part();
    }
  }

  /** A sub-resource. */
  public static class Part {
    @GET
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("sub");
    }

    @GET
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<String> later() {
      return uni("sub-uni");
    }
  }

  /** A written handler of {@code OPTIONS}. */
  @Path("/options")
  public static class OnOptions {
    @OPTIONS
    @RequiresScope("read:x")
    public String options() {
      return Executions.of("options");
    }

    @OPTIONS
    @Path("uni")
    @RequiresScope("read:x")
    public Uni<String> later() {
      return uni("options-uni");
    }
  }
}
