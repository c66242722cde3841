package dev.tokenvalidator.quarkus;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A bean whose methods are called through an interceptor. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Intercepted {

  /** The interceptor. */
  @Intercepted
  @Interceptor
  @Priority(100)
  class Counting {
    @AroundInvoke
    Object count(InvocationContext call) throws Exception {
      Executions.of("interceptor");
      return call.proceed();
    }
  }
}
