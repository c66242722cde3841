package dev.tokenvalidator;

import org.jspecify.annotations.Nullable;

/**
 * A setting is missing, malformed or contradicts another, so the application does not start.
 *
 * <p>The message names the setting and says how to fix it.
 */
public final class InvalidSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String setting;

  /**
   * Refuses a setting.
   *
   * @param setting its name, as the builder spells it
   * @param problem what is wrong and how to fix it
   */
  public InvalidSettingException(String setting, String problem) {
    super(setting + ": " + problem);
    this.setting = setting;
  }

  InvalidSettingException(String setting, String problem, @Nullable Throwable cause) {
    this(setting, problem);
    initCause(cause);
  }

  /** What is wrong and how to fix it, without the name of the setting. */
  public String problem() {
    return String.valueOf(getMessage()).substring(setting.length() + 2);
  }

  /** The name of the setting, as {@link AccessTokenValidatorBuilder} spells it. */
  public String setting() {
    return setting;
  }
}
