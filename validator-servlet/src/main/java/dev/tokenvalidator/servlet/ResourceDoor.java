package dev.tokenvalidator.servlet;

import dev.tokenvalidator.ResourceServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests to one protected resource are let in and refused, or those outside of every one.
 *
 * @param server makes the principals of its callers
 * @param answers its refusals
 * @param audience of which a token needs one; null if all audiences of the validator count
 */
record ResourceDoor(ResourceServer server, Answers answers, @Nullable Set<String> audience) {

  /** The same for a path that a router may read as one of another resource. */
  ResourceDoor closed() {
    return new ResourceDoor(server, answers, Set.of());
  }
}
