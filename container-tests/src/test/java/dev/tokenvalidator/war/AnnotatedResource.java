package dev.tokenvalidator.war;

import dev.tokenvalidator.RequiresScope;

/** Like a JAX-RS resource or a controller: annotated, but no servlet. */
@RequiresScope("read")
public class AnnotatedResource {}
