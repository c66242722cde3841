package dev.tokenvalidator.war;

import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Uses a class that is missing in the application. */
@RequiresScope("read")
public class BrokenServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

  /** The tests do not add this class to the application. */
  public static final class Missing {}

  Missing missing() {
    return new Missing();
  }
}
