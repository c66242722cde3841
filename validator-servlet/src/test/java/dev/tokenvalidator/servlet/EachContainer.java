package dev.tokenvalidator.servlet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Runs a class of tests once on each container, which its constructor is given. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(EachContainer.TAG)
@ParameterizedClass
@ArgumentsSource(Containers.class)
public @interface EachContainer {

  /** What every test that starts a container is tagged with. */
  String TAG = "container";
}
