package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a runtime of Jakarta REST finds {@code validator-rest}. RESTEasy looks for features where
 * it has an Application, and otherwise among its builtin providers. Both it and Jersey read service
 * files, which packing into one jar may lose.
 */
final class RestDiscovery {

  private static final String FEATURE = "dev.tokenvalidator.rest.DiscoveredFeature";

  private static final String BUILTIN_PROVIDERS = "resteasy.use.builtin.providers";

  private static final String PROVIDERS = "resteasy.providers";

  private static final String APPLICATION = "jakarta.ws.rs.Application";

  /** What each service file says about the module. */
  private static final Map<String, String> SERVICES_OF_FEATURES =
      Map.of(
          "jakarta.ws.rs.core.Feature",
          FEATURE,
          "org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable",
          "dev.tokenvalidator.rest.JerseyDiscovery");

  private static final Map<String, String> SERVICES_OF_PROVIDERS =
      Map.of("jakarta.ws.rs.ext.Providers", FEATURE);

  private RestDiscovery() {}

  /**
   * Checks that a runtime finds the module.
   *
   * @throws InvalidSettingException if RESTEasy is told not to look for it, or no service file
   *     names it
   */
  static void check(RestRuntime runtime, ContextClasses classes) {
    String providers = runtime.param(PROVIDERS);
    if (providers != null && providers.contains(FEATURE)) {
      return;
    }
    if (runtime.isResteasy() && runtime.param(APPLICATION) == null) {
      checkBuiltinProviders(runtime);
      checkIsListed(SERVICES_OF_PROVIDERS, runtime, classes);
    } else {
      checkIsListed(SERVICES_OF_FEATURES, runtime, classes);
    }
  }

  private static void checkBuiltinProviders(RestRuntime runtime) {
    boolean areOff =
        Stream.<@Nullable String>of(
                runtime.param(BUILTIN_PROVIDERS), System.getProperty(BUILTIN_PROVIDERS))
            .anyMatch(
                value ->
                    value != null
                        && !value.strip().equalsIgnoreCase("true")
                        && !value.strip().equals("1"));
    if (areOff) {
      throw new InvalidSettingException(
          BUILTIN_PROVIDERS,
          "is false for "
              + runtime
              + ", so RESTEasy does not find validator-rest; add "
              + FEATURE
              + " to "
              + PROVIDERS
              + ", or set "
              + APPLICATION);
    }
  }

  private static void checkIsListed(
      Map<String, String> services, RestRuntime runtime, ContextClasses classes) {
    boolean isListed =
        classes
            .loaders()
            .anyMatch(
                loader ->
                    services.entrySet().stream()
                        .anyMatch(
                            service -> isListed(service.getKey(), service.getValue(), loader)));
    if (!isListed) {
      throw new InvalidSettingException(
          "validator-rest",
          "is on the class path, but "
              + runtime
              + " does not find it, because no file in META-INF/services names "
              + FEATURE
              + "; if everything is packed into one jar, merge the service files");
    }
  }

  private static boolean isListed(String service, String className, ClassLoader loader) {
    try {
      for (URL file : Collections.list(loader.getResources("META-INF/services/" + service))) {
        try (InputStream lines = file.openStream()) {
          if (new String(lines.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .anyMatch(line -> line.strip().equals(className))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
