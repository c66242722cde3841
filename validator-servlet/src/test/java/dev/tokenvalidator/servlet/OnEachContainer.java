package dev.tokenvalidator.servlet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Runs a test class once on each container, and passes the container to the constructor. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(OnEachContainer.TAG)
@ParameterizedClass
@ArgumentsSource(Containers.class)
public @interface OnEachContainer {

  /** The tag of every test that starts a container. */
  String TAG = "container";
}
