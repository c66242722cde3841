package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ValidatorListener;
import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the listener of a filter's own validator: from code, or in the context, where an
 * application puts it that has its filter in {@code web.xml}.
 */
final class GivenListener {

  private static final String SETTING = "listener";

  private GivenListener() {}

  /**
   * The listener of the application; null if it has none.
   *
   * @throws InvalidSettingException if the one in the context would be ignored
   */
  static @Nullable ValidatorListener of(FilterSettings code, ServletContext context) {
    Object inContext = context.getAttribute(FilterNames.LISTENER);
    if (inContext == null) {
      return code.listener();
    }
    if (code.validator() != null) {
      throw new InvalidSettingException(
          SETTING,
          "has no effect as an attribute of the context beside a validator that is given in code;"
              + " give it to that validator's builder");
    }
    if (code.listener() != null) {
      throw new InvalidSettingException(
          SETTING, "is given in code and as an attribute of the context; give one of them");
    }
    if (!(inContext instanceof ValidatorListener listener)) {
      throw new InvalidSettingException(
          SETTING,
          "as an attribute of the context is of "
              + inContext.getClass().getName()
              + ", which is no ValidatorListener of this copy of the library; keep validator-core"
              + " once");
    }
    return listener;
  }
}
