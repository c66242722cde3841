package dev.tokenvalidator.servlet;

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

  private FilterNames() {}
}
