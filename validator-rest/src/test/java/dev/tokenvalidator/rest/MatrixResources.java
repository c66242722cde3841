package dev.tokenvalidator.rest;

import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.RequiresScope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Set;

/** An endpoint for each place where an annotation can stand. All of them need {@code read:x}. */
public final class MatrixResources {

  static final Set<Class<?>> ALL =
      Set.of(
          OnClass.class,
          OnMethod.class,
          OnBoth.class,
          OnInterface.class,
          OnGenericSuperclass.class,
          OnBridge.class,
          Proxied.class,
          Locator.class,
          OnOptions.class,
          OnOverride.class,
          OnContract.class,
          Executions.class);

  private MatrixResources() {}

  /** Class only. */
  @Path("/class")
  @RequiresScope("read:x")
  public static class OnClass {
    @GET
    public String get() {
      return Executions.of("class");
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
  }

  /** The contract of {@link OnInterface}. */
  public interface Contract {
    @RequiresScope("read:x")
    String get();
  }

  /** On the method of an interface. */
  @Path("/interface")
  public static class OnInterface implements Contract {
    @GET
    @Override
    public String get() {
      return Executions.of("interface");
    }
  }

  /** The superclass of {@link OnGenericSuperclass}. */
  public abstract static class Reader<T> {
    @GET
    @RequiresScope("read:x")
    public T get() {
      return read();
    }

    abstract T read();
  }

  /** On the inherited method of a superclass with a type parameter. */
  @Path("/superclass")
  public static class OnGenericSuperclass extends Reader<String> {
    @Override
    String read() {
      return Executions.of("superclass");
    }
  }

  /** The superclass of {@link OnBridge}. */
  public abstract static class Lookup<K> {
    @RequiresScope("read:x")
    public abstract String find(K key);
  }

  /** On the method that a bridge leads from. */
  @Path("/bridge/{key}")
  public static class OnBridge extends Lookup<String> {
    @GET
    @Override
    public String find(@PathParam("key") String key) {
      return Executions.of("bridge");
    }
  }

  /** The class of a bean that the runtime calls through a proxy, which is a subclass. */
  @Path("/proxy")
  @Authenticated
  public static class Proxied {
    @GET
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("proxy");
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
  }

  /** The superclass of {@link OnOverride}, which has its path. */
  @Path("/override")
  public abstract static class Listing {
    @GET
    @Authenticated
    public String list() {
      return Executions.of("inherited");
    }
  }

  /** On a method that overrides that of a superclass with the path. */
  public static class OnOverride extends Listing {
    @Override
    @RequiresScope("read:x")
    public String list() {
      return Executions.of("override");
    }
  }

  /** The contract of {@link OnContract}, which has its path. */
  @Path("/contract")
  public interface PathContract {
    @GET
    String get();
  }

  /** On a method that implements that of an interface with the path. */
  public static class OnContract implements PathContract {
    @Override
    @RequiresScope("read:x")
    public String get() {
      return Executions.of("contract");
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
  }
}
