package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The decision about a request, or about a dispatch inside the application. */
sealed interface Verdict {

  /**
   * The request goes on to the application.
   *
   * @param request the request that the application gets
   */
  record LetIn(HttpServletRequest request) implements Verdict {}

  /**
   * The request was for something that the filter itself serves.
   *
   * @param answer the response
   */
  record Served(Answer answer) implements Verdict {}

  /**
   * The request ends here.
   *
   * @param answer the response; null if no response can be sent: it is committed already, or it
   *     belongs to a page that includes this dispatch
   */
  record TurnedAway(@Nullable Answer answer) implements Verdict {}
}
