package dev.tokenvalidator.servlet;

/** What a filter is known to do with a request. */
enum FilterKind {
  /** Answers requests with the application's own content, or dispatches them to it. */
  CONTENT("serves content", true),

  /** Answers WebSocket handshakes, which are GET requests. */
  WEBSOCKET("serves WebSocket endpoints", false),

  /** Takes the request's method from a parameter of the form. */
  FORM_METHOD("takes the method from the form", false),

  /** Hands every request on, apart from preflights and malformed requests. */
  TRANSPARENT("", false),

  /** Nothing is known about it. */
  OTHER("", true);

  private final String text;
  private final boolean mayAnswerOptions;

  FilterKind(String text, boolean mayAnswerOptions) {
    this.text = text;
    this.mayAnswerOptions = mayAnswerOptions;
  }

  /** Whether requests get content from it. */
  boolean servesContent() {
    return this == CONTENT || this == WEBSOCKET;
  }

  /** Whether code of the application may run in it for an {@code OPTIONS} request. */
  boolean mayAnswerOptions() {
    return mayAnswerOptions;
  }

  /** For the audit; empty where there is nothing to say. */
  @Override
  public String toString() {
    return text;
  }
}
