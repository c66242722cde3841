package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What becomes of a request, or of a dispatch inside the application. */
sealed interface Verdict {

  /**
   * It goes on to the application.
   *
   * @param request as the application sees it
   */
  record LetIn(HttpServletRequest request) implements Verdict {}

  /**
   * It ends here.
   *
   * @param answer what the client is told; null where nothing can be told: the response is
   *     committed, or is a page that something was to be included in
   */
  record TurnedAway(@Nullable Answer answer) implements Verdict {}
}
