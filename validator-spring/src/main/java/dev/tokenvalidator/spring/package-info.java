/**
 * Access tokens in Spring Boot 3.5 and 4.1. An application adds the jar and sets properties that
 * start with {@code token-validator.}; the auto-configuration does the rest.
 *
 * <dl>
 *   <dt>Settings: what do the properties say?
 *   <dd>{@code ValidatorAutoConfiguration}, {@code EnvironmentSettings}, {@code RankedSources},
 *       {@code SourcedValue}, {@code PropertyNames}, {@code FilterProperty}, {@code
 *       SecurityProperties}, {@code InvalidSettingAnalyzer}; {@link
 *       dev.tokenvalidator.spring.ValidatorCustomizer} and {@link
 *       dev.tokenvalidator.spring.FilterCustomizer} for code
 *   <dt>Filter: who stands in front of the controllers?
 *   <dd>{@code BearerTokenFilterAutoConfiguration}, {@code FilterCondition}, {@code
 *       FilterRegistrations}, {@code ControllersCorsFilter}, {@code ManagementPortConfiguration}
 *   <dt>Controllers: what does a handler ask for, and may this caller go there?
 *   <dd>{@code ControllersAutoConfiguration}, {@code AccessInterceptor}, {@code RequestAccess},
 *       {@code CallerOfRequest}, {@code Refusals}, {@code AccessTokenArgument}, {@link
 *       dev.tokenvalidator.spring.RequireAccess}
 *   <dt>Start: is every annotation enforced?
 *   <dd>{@code Controllers}, {@code Handler}, {@code MappedHandler}, {@code AuditedHandler}, {@code
 *       AnnotatedBeans}, {@code ReactiveAutoConfiguration}
 *   <dt>Spring Security: our validator behind its decoder
 *   <dd>{@code JwtDecoderAutoConfiguration}, {@code JwtDecoderCondition}, {@code
 *       ValidatingJwtDecoder}, {@code ValidatedJwt}, {@code JwtClaims}, {@code
 *       UnavailableJwtException}, {@code UnavailableFilter}, {@code DefaultAuthoritiesCondition}
 *   <dt>Operation
 *   <dd>{@code ActuatorAutoConfiguration}, {@code MetricsAutoConfiguration}, {@code AuditEndpoint},
 *       {@code KeysHealth}
 * </dl>
 */
@NullMarked
package dev.tokenvalidator.spring;

import org.jspecify.annotations.NullMarked;
