package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.ProtectedResource;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a door, those of its validator aside.
 *
 * @param ownsValidator whether the validator ends with the door
 * @param realm of the challenges; null for none
 * @param unannotated what endpoints without an annotation need; null if they are refused
 * @param requireCoverage whether an endpoint without an annotation stops the start
 * @param resource whose metadata is served, and named by the challenges; null for none
 * @param source returns the source of a request, or null for none
 */
record DoorSettings(
    boolean ownsValidator,
    @Nullable String realm,
    @Nullable Access unannotated,
    boolean requireCoverage,
    @Nullable ProtectedResource resource,
    Function<ContainerRequestContext, @Nullable String> source) {}
