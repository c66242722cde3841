package dev.tokenvalidator.servlet;

/** What a filter does with a request. */
enum FilterKind {
  /** Answers requests with the application's own content, or dispatches them to it. */
  CONTENT("serves content", true),

  /** Answers WebSocket handshakes, which are GET requests. */
  WEBSOCKET("serves WebSocket endpoints", false),

  /** Takes the request's method from a parameter of the form. */
  FORM_METHOD("takes the method from the form", false),

  /** Passes every request on, except preflights and malformed requests. */
  TRANSPARENT("", false),

  /** Unknown. */
  OTHER("", true);

  private final String text;
  private final boolean mayAnswerOptions;

  FilterKind(String text, boolean mayAnswerOptions) {
    this.text = text;
    this.mayAnswerOptions = mayAnswerOptions;
  }

  /** Whether it answers requests with content. */
  boolean servesContent() {
    return this == CONTENT || this == WEBSOCKET;
  }

  /** Whether it may run code of the application for an {@code OPTIONS} request. */
  boolean mayAnswerOptions() {
    return mayAnswerOptions;
  }

  /** For the log; empty for a harmless or unknown filter. */
  @Override
  public String toString() {
    return text;
  }
}
