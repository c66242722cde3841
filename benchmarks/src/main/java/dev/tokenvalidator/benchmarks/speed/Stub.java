package dev.tokenvalidator.benchmarks.speed;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Stands in for what a container makes, where it is asked at the start or not at all. */
final class Stub {

  private Stub() {}

  /** Answers the methods that are named; whoever asks for more is told what is missing. */
  static <T> T of(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            Stub.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              if (method.getReturnType() == void.class) {
                return null;
              }
              throw new UnsupportedOperationException(
                  type.getSimpleName() + "." + method.getName());
            }));
  }
}
