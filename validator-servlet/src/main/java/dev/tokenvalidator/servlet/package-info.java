/**
 * Protects a Jakarta Servlet application: a request reaches a servlet only with an access token
 * that allows it (RFC 6750).
 *
 * <p>{@link dev.tokenvalidator.servlet.BearerTokenFilter} is the door. Routes ({@link
 * dev.tokenvalidator.Access}) or annotations on servlets ({@link
 * dev.tokenvalidator.AnnotatedAccess}) say what a request needs; every other request is refused. If
 * a WAR has annotated servlets but registers no filter, {@link
 * dev.tokenvalidator.servlet.RequiresScopeInitializer} installs one.
 *
 * <p>The package is flat, because each sub-package would force classes to be public. These are its
 * rooms:
 *
 * <dl>
 *   <dt>The door: where requests arrive, and where every response to a refusal is sent
 *   <dd>{@code BearerTokenFilter}, {@code BearerTokenFilterBuilder}, {@code FilterSettings}, {@code
 *       GivenListener}, {@code FilterSettingsBuilder}, {@code FilterNames}, {@code FilterLog}
 *   <dt>Deciding: may this request enter?
 *   <dd>{@code Admission} (requests), {@code Dispatches} (their later dispatches), {@code Verdict},
 *       {@code Answer}, {@code Answers}, {@code AdmittedRequest}, {@code CallersAsyncContext},
 *       {@code Caller}, {@code QueryToken}, {@code QueryParameter}, {@code Preflight}, {@code
 *       MethodOverride}, {@code RequestSource}, {@code PeerAddresses}, {@code RequestBody}, {@code
 *       Tried}
 *   <dt>What for: which path does the request mean?
 *   <dd>{@code RequestTarget}, {@code CanonicalPath}, {@code PathPattern}, {@code PathSegment},
 *       {@code RouterReadings}, {@code WelcomeFiles}
 *   <dt>What it needs: which rule covers the request?
 *   <dd>{@code AccessRule}, {@code AccessRules}, {@code Route}, {@code Routes}, {@code RouteText}
 *   <dt>Resources: which protected resource does the path belong to, and where is its metadata?
 *   <dd>{@code ProtectedResources}, {@code ResourceDoor}, {@code ResourceRules}, {@code
 *       MetadataPlace}, {@code ProtectedResourceServlet}
 *   <dt>Over time: whose session is it, and when does a response have to end?
 *   <dd>{@code Sessions}, {@code SessionOwners}, {@code StreamEnd}
 *   <dt>Annotated: what do the servlets themselves ask for?
 *   <dd>{@code AnnotatedServlet}, {@code AnnotatedServlets}, {@code AnnotationCheck}, {@code
 *       ServletMethods}, {@code ContextClasses}, {@code UnreadAnnotations}, {@code
 *       RequiresScopeInitializer}, {@code AnnotationDoor}, {@code ContextParams}
 *   <dt>By name: settings from init-params and the environment
 *   <dd>{@code NamedSetting} (one row a setting), {@code NamedSettings}, {@code SettingSources}
 *   <dt>Audit: what covers the servlets when the application starts?
 *   <dd>{@code Audit}, {@code AuditEntry}, {@code MappingAudit}, {@code LogTable}, {@code
 *       UnusedRoutes}
 *   <dt>Other filters: what stands in front and behind?
 *   <dd>{@code OtherFilters}, {@code OtherFilter}, {@code FilterKind}, {@code FilterPlace}, {@code
 *       FilterTypes}, {@code FilterMapping}, {@code KnownFilters}
 *   <dt>Oddities of containers and frameworks, known by class name
 *   <dd>{@code ContainerFilters}, {@code ContainerServlets}, {@code FrameworkServlets}, {@code
 *       RestModule}, {@code RestRuntime}, {@code RestDiscovery}, {@code HandlerAnnotations}, {@code
 *       SpringModule}, {@code ClassPathScan}, {@code JettyFilters}, {@code JettyWebSocket}, {@code
 *       JettyWelcomeFiles}, {@code SpringMocks}
 * </dl>
 */
@NullMarked
package dev.tokenvalidator.servlet;

import org.jspecify.annotations.NullMarked;
