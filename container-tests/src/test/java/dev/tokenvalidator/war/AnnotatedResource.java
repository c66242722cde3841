package dev.tokenvalidator.war;

import dev.tokenvalidator.RequiresScope;

/** Annotated, but not a servlet, like a JAX-RS resource or a controller. */
@RequiresScope("read")
public class AnnotatedResource {}
