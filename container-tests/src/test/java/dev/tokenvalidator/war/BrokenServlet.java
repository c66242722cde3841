package dev.tokenvalidator.war;

import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Mentions a class that the application does not bring. */
@RequiresScope("read")
public class BrokenServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

  /** Left behind when the application was packed. */
  public static final class Missing {}

  Missing missing() {
    return new Missing();
  }
}
