package dev.tokenvalidator.spring;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.spring.RequireAccess.requireAccess;
import static org.springframework.web.servlet.function.RouterFunctions.route;

import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.RequiresScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.aop.framework.ProxyFactoryBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** A handler for each place where an annotation can stand. All of them need {@code read:x}. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class MatrixControllers {

  private static final Map<String, AtomicInteger> EXECUTIONS = new ConcurrentHashMap<>();

  static int executions(String handler) {
    AtomicInteger count = EXECUTIONS.get(handler);
    return count == null ? 0 : count.get();
  }

  static String execute(String handler) {
    EXECUTIONS.computeIfAbsent(handler, name -> new AtomicInteger()).incrementAndGet();
    return handler;
  }

  /** Class only. */
  @RestController
  @RequiresScope("read:x")
  static class OnClass {
    @GetMapping("/class")
    String get() {
      return execute("class");
    }
  }

  /** Method only. */
  @RestController
  static class OnMethod {
    @GetMapping("/method")
    @RequiresScope("read:x")
    String get() {
      return execute("method");
    }
  }

  /** Both: they add up. */
  @RestController
  @MachineOnly
  static class OnBoth {
    @GetMapping("/both")
    @RequiresScope("read:x")
    String get() {
      return execute("both");
    }
  }

  /** The contract of {@link OnInterface}, mapping and annotation. */
  interface Contract {
    @GetMapping("/interface")
    @RequiresScope("read:x")
    String get();
  }

  /** On the method of an interface. */
  @RestController
  static class OnInterface implements Contract {
    @Override
    public String get() {
      return execute("interface");
    }
  }

  /** The superclass of {@link OnGenericSuperclass}. */
  abstract static class Reader<T> {
    @GetMapping
    @RequiresScope("read:x")
    public T get() {
      return read();
    }

    abstract T read();
  }

  /** On the inherited method of a superclass with a type parameter. */
  @RestController
  @RequestMapping("/superclass")
  static class OnGenericSuperclass extends Reader<String> {
    @Override
    String read() {
      return execute("superclass");
    }
  }

  /** The superclass of {@link OnBridge}. */
  abstract static class Lookup<K> {
    @RequiresScope("read:x")
    public abstract String find(K key);
  }

  /** On the method that a bridge leads from. */
  @RestController
  static class OnBridge extends Lookup<String> {
    @Override
    @GetMapping("/bridge/{key}")
    public String find(@PathVariable("key") String key) {
      return execute("bridge");
    }
  }

  /** The interface of {@link OnArray}. */
  interface Finder<A, B> {
    @RequiresScope("read:x")
    String find(A first, B second);
  }

  /** Between the two: one parameter is resolved, the other is an array of one that is not. */
  abstract static class ArrayFinder<C> implements Finder<String, C[]> {}

  /** What Spring's own search misses (CVE-2025-41249, and what is left of it). */
  @RestController
  static class OnArray extends ArrayFinder<String> {
    @Override
    @GetMapping("/array/{first}/{second}")
    public String find(
        @PathVariable("first") String first, @PathVariable("second") String[] second) {
      return execute("array");
    }
  }

  /** The contract of {@link BehindInterface}. */
  @RestController
  interface ProxiedContract {
    @GetMapping("/jdk-proxy")
    String get();
  }

  /** Called through a proxy of its interface, which does not show the annotation. */
  static class BehindInterface implements ProxiedContract {
    @Override
    @RequiresScope("read:x")
    public String get() {
      return execute("jdk-proxy");
    }
  }

  /** A written handler of {@code OPTIONS}. */
  @RestController
  static class OnOptions {
    @RequestMapping(path = "/options", method = RequestMethod.OPTIONS)
    @RequiresScope("read:x")
    String options() {
      return execute("options");
    }
  }

  @Bean
  ProxyFactoryBean cglib() {
    ProxyFactoryBean proxy = new ProxyFactoryBean();
    proxy.setTarget(new ProxiedController());
    proxy.setProxyTargetClass(true);
    return proxy;
  }

  @Bean
  ProxyFactoryBean jdkProxy() {
    ProxyFactoryBean proxy = new ProxyFactoryBean();
    proxy.setTarget(new BehindInterface());
    proxy.setInterfaces(ProxiedContract.class);
    return proxy;
  }

  @Bean
  RouterFunction<ServerResponse> functional() {
    return route()
        .GET("/functional", request -> ServerResponse.ok().body(execute("functional")))
        .filter(requireAccess(allOf("read:x")))
        .build();
  }
}
