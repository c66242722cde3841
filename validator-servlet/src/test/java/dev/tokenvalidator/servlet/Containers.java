package dev.tokenvalidator.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The containers on the class path: all of them, or those that the system property {@code
 * containers} names. A run that replaces the classes of one container names only that one.
 */
public final class Containers implements ArgumentsProvider {

  public static List<Container> onTheClassPath() {
    String names = System.getProperty("containers", "");
    return names.isEmpty()
        ? List.of(Container.values())
        : Arrays.stream(names.split(",")).map(Container::valueOf).toList();
  }

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return onTheClassPath().stream().map(Arguments::of);
  }
}
