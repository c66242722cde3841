package dev.tokenvalidator.quarkus;

import dev.tokenvalidator.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often handlers run, and tells the numbers over HTTP. */
@Open
@Path("/executions/{handler}")
public class Executions {

  private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();

  /** Counts one execution. */
  static String of(String handler) {
    COUNTS.computeIfAbsent(handler, name -> new AtomicInteger()).incrementAndGet();
    return handler;
  }

  @GET
  public int get(@PathParam("handler") String handler) {
    AtomicInteger count = COUNTS.get(handler);
    return count == null ? 0 : count.get();
  }
}
