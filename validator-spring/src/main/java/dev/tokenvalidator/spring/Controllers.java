package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.core.NativeDetector;
import org.springframework.core.ResolvableType;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMethodMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;

/**
 * The handler methods of an application, and what each needs. Checks when the application starts
 * that annotations are well-formed and that something enforces them.
 */
final class Controllers implements SmartInitializingSingleton {

  /** The name that {@code install} registers the filter under. */
  private static final String FILTER = BearerTokenFilter.class.getName();

  private final ConfigurableListableBeanFactory beans;
  private final ObjectProvider<HandlerMapping> mappings;
  private final AccessTokenValidator validator;
  private final EnvironmentSettings settings;

  /** Handler mappings whose handlers cannot be listed. */
  private final List<String> others = new ArrayList<>();

  private volatile List<AuditedHandler> audit = List.of();

  Controllers(
      ConfigurableListableBeanFactory beans,
      ObjectProvider<HandlerMapping> mappings,
      AccessTokenValidator validator,
      EnvironmentSettings settings) {
    this.beans = beans;
    this.mappings = mappings;
    this.validator = validator;
    this.settings = settings;
  }

  /** Every handler method, ordered by its requests. */
  List<AuditedHandler> audit() {
    return audit;
  }

  /**
   * Reads the annotations.
   *
   * @throws InvalidSettingException naming the class, the method and the fix
   */
  @Override
  public void afterSingletonsInstantiated() {
    checkIsNoNativeImage();
    List<MappedHandler> methods = new ArrayList<>();
    Set<Handler> handlers = new HashSet<>();
    mappings.forEach(mapping -> addHandlers(mapping, methods, handlers));
    boolean hasFilter = hasFilter();
    if (!hasFilter && !hasDecoder()) {
      checkNothingIsExpected();
    }
    List<AuditedHandler> found = new ArrayList<>();
    for (MappedHandler handler : methods) {
      AuditedHandler audited = handler.audited();
      checkNeeds(handler.handler(), audited, hasFilter);
      found.add(audited);
    }
    AnnotatedBeans annotated = new AnnotatedBeans(beans, List.copyOf(handlers));
    annotated.check(hasFilter);
    if (!others.isEmpty() && annotated.anyHandlesRequests()) {
      throw new InvalidSettingException(
          "handler mapping " + others.get(0),
          "calls handlers without the interceptors of the application, so annotations on them would"
              + " have no effect; let it extend AbstractHandlerMapping");
    }
    beans.getBeanProvider(ServletRegistrationBean.class).stream()
        .forEach(registration -> checkServlet(registration.getServlet().getClass(), hasFilter));
    found.sort(Comparator.comparing(AuditedHandler::request));
    audit = List.copyOf(found);
    audit.stream()
        .filter(handler -> !handler.handler().startsWith("org.springframework."))
        .forEach(handler -> SpringLog.log(Level.INFO, handler.toString()));
  }

  private static void checkServlet(Class<?> servlet, boolean hasFilter) {
    if (!hasFilter && AnnotatedAccess.isWrittenOn(servlet)) {
      throw new InvalidSettingException(
          "annotations of " + servlet.getName(),
          "they have no effect, because the filter is off; set token-validator.filter=true");
    }
  }

  /** There, reflection shows only the methods that were asked for when the image was built. */
  private static void checkIsNoNativeImage() {
    if (NativeDetector.inNativeImage()) {
      throw new InvalidSettingException(
          "validator-spring",
          "reads annotations by reflection, which a native image does not fully show; run the"
              + " application on a JVM, or leave out ControllersAutoConfiguration and use routes");
    }
  }

  private void checkNeeds(Handler handler, AuditedHandler audited, boolean hasFilter) {
    if (!handler.isOfApplication()) {
      return;
    }
    boolean isAnnotated = !audited.needs().isEmpty();
    if (settings.isOn(FilterProperty.REQUIRE_ANNOTATIONS) && !isAnnotated) {
      throw new InvalidSettingException(
          "token-validator.require-annotations",
          "the handler "
              + audited
              + "; add @RequiresScope, @Authenticated or @Open to it or its class");
    }
    if (audited.isOpen() && hasOnlyPropertyRoutes() && !settings.hasOpenRoute()) {
      throw new InvalidSettingException(
          "@Open",
          "on "
              + audited
              + ": it opens nothing, because every route asks for a token; add a route such as \"GET"
              + " /health open\" to token-validator.routes");
    }
    if (!hasFilter && validator.organizations().mustBeNamed() && !audited.namesOrganization()) {
      throw new InvalidSettingException(
          "token-validator.organizations",
          "the handler "
              + audited
              + ", which does not say which organization may enter, and there are no routes; add"
              + " @Organization or @AnyOrganization");
    }
    if (isAnnotated && !audited.isOpen() && !hasFilter && !hasDecoder()) {
      throw new InvalidSettingException(
          "annotations of " + audited.handler(),
          "every request would be refused, because nothing in front says whose token it has: the"
              + " filter is off, and Spring Security does not use the JwtDecoder of"
              + " validator-spring; let it, or set token-validator.filter=true");
    }
  }

  /**
   * Neither the filter nor the decoder is ours, so nothing here judges the tokens of requests.
   * Settings for that are a mistake, unless the application has said so.
   */
  private void checkNothingIsExpected() {
    if (settings.isOff(FilterProperty.FILTER) || settings.isOff(FilterProperty.JWT_DECODER)) {
      return;
    }
    String problem =
        "the application's own JwtDecoder, or another filter, judges the tokens, so Token Validator"
            + " does not: not their audience, and not their type";
    settings
        .firstOwnOfValidator()
        .ifPresent(
            name -> {
              throw new InvalidSettingException(
                  name,
                  "has no effect, because "
                      + problem
                      + "; remove the JwtDecoder, or set token-validator.filter=true, or, if that is"
                      + " intended, token-validator.filter=false");
            });
    SpringLog.log(Level.WARNING, problem + "; remove the JwtDecoder to change that");
  }

  /** A filter of any origin: ours, a bean of the application, or one that code has installed. */
  private boolean hasFilter() {
    if (beans.getBeanNamesForType(BearerTokenFilter.class, true, false).length > 0
        || beans.getBeanNamesForType(
                    ResolvableType.forClassWithGenerics(
                        FilterRegistrationBean.class, BearerTokenFilter.class),
                    true,
                    false)
                .length
            > 0) {
      return true;
    }
    ServletContext context = beans.getBeanProvider(ServletContext.class).getIfAvailable();
    return context != null && context.getFilterRegistrations().containsKey(FILTER);
  }

  private boolean hasOnlyPropertyRoutes() {
    return beans.containsBean("tokenValidatorFilter")
        && settings.find(FilterProperty.ROUTES).isPresent()
        && beans.getBeanNamesForType(FilterCustomizer.class, true, false).length == 0;
  }

  private boolean hasDecoder() {
    return beans.containsBean("tokenValidatorJwtDecoder");
  }

  private void addHandlers(Object mapping, List<MappedHandler> methods, Set<Handler> handlers) {
    if (mapping instanceof AbstractHandlerMethodMapping<?> ofMethods) {
      ofMethods
          .getHandlerMethods()
          .forEach(
              (requests, method) -> {
                Handler handler = Handler.of(method, beans);
                handlers.add(handler);
                methods.add(new MappedHandler(handler, requests));
              });
    } else if (mapping instanceof AbstractUrlHandlerMapping ofPaths) {
      ofPaths.getHandlerMap().values().forEach(handler -> addObject(handler, handlers));
      addObject(ofPaths.getRootHandler(), handlers);
      addObject(ofPaths.getDefaultHandler(), handlers);
    } else if (mapping instanceof Iterable<?> parts) {
      // Spring Data REST hides its mappings behind one that lists them.
      parts.forEach(part -> addHandlers(part, methods, handlers));
    } else if (!(mapping instanceof AbstractHandlerMapping)) {
      others.add(mapping.getClass().getName());
    }
  }

  private void addObject(@Nullable Object handler, Set<Handler> handlers) {
    if (handler != null) {
      handlers.add(Handler.of(handler, beans));
    }
  }
}
