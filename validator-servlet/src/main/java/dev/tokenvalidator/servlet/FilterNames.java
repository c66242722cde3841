package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.ValidatorListener;

/**
 * The names of this library's filters. They are the names of the classes, which must not know each
 * other.
 */
final class FilterNames {

  private static final String PACKAGE = FilterNames.class.getPackageName();

  /**
   * The name of the registration, of the logger, and of the attribute of a context that has one.
   */
  static final String BEARER_TOKEN_FILTER = PACKAGE + ".BearerTokenFilter";

  static final String ANNOTATION_DOOR = PACKAGE + ".AnnotationDoor";

  /** The attribute of a context for the listener of the validator that its filter builds. */
  static final String LISTENER = ValidatorListener.class.getName();

  /** The attribute of a context that has a filter's validator, for a second door behind it. */
  static final String VALIDATOR = AccessTokenValidator.class.getName();

  /** The attribute of an admitted request with the resource server of its path. */
  static final String RESOURCE_SERVER = ResourceServer.class.getName();

  private FilterNames() {}
}
