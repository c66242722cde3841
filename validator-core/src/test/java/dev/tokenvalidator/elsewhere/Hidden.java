package dev.tokenvalidator.elsewhere;

import dev.tokenvalidator.RequiresScope;

/** Has a method that only its own package can override. */
public class Hidden {

  @RequiresScope("hidden")
  @SuppressWarnings("UnusedMethod") // reflection reads it
  void get() {}

  /** Overrides it, so that classes of other packages can as well. */
  public static class Shown extends Hidden {
    @Override
    public void get() {}
  }
}
