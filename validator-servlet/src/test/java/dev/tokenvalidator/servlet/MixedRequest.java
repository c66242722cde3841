package dev.tokenvalidator.servlet;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A kind of request: what the client sends and what it must get. */
enum MixedRequest {
  GOOD("/caller", Token.GOOD, 200, Shown.CALLER),
  HEAD("/caller", Token.GOOD, 200, Shown.CALLER),
  FORWARD("/forward", Token.GOOD, 200, Shown.CALLER),
  INCLUDE("/include", Token.GOOD, 200, Shown.CALLER),
  SEND_ERROR("/send-error", Token.GOOD, 409, Shown.CALLER),
  THROWS("/throws", Token.GOOD, 500, Shown.CALLER),
  ASYNC_DISPATCH("/async-dispatch", Token.GOOD, 200, Shown.CALLER),
  ASYNC_THROWS("/async-throws", Token.GOOD, 500, Shown.CALLER),
  ASYNC_COMPLETE("/async-complete", Token.GOOD, 200, Shown.CALLER),
  ASYNC_WRITE("/async-write", Token.GOOD, 200, Shown.CALLER),
  NO_TOKEN("/caller", Token.NONE, 401, Shown.REFUSAL),
  HEAD_NO_TOKEN("/caller", Token.NONE, 401, Shown.NOTHING),
  BAD_TOKEN("/caller", Token.BAD, 401, Shown.REFUSAL),
  TWO_TOKENS("/caller", Token.TWO, 400, Shown.REFUSAL),
  NO_SCOPE("/caller/writes", Token.GOOD, 403, Shown.REFUSAL),
  OPEN("/open/caller", Token.NONE, 200, Shown.NOBODY),
  OPEN_WITH_TOKEN("/open/caller", Token.GOOD, 200, Shown.NOBODY),
  OPEN_WITH_BAD_TOKEN("/open/caller", Token.BAD, 200, Shown.NOBODY),
  OPEN_SEND_ERROR("/open/send-error", Token.GOOD, 409, Shown.NOBODY),
  OPEN_THROWS("/open/throws", Token.GOOD, 500, Shown.NOBODY),
  OPEN_ASYNC_DISPATCH("/open/async-dispatch", Token.GOOD, 200, Shown.NOBODY);

  private enum Token {
    GOOD,
    BAD,
    TWO,
    NONE
  }

  private enum Shown {
    CALLER,
    NOBODY,
    REFUSAL,
    NOTHING
  }

  static final String NOBODY = caller("null", "null", "none", List.of());

  private final String target;
  private final Token token;
  private final int status;
  private final Shown shown;

  MixedRequest(String target, Token token, int status, Shown shown) {
    this.target = target;
    this.token = token;
    this.status = status;
    this.shown = shown;
  }

  /** The share of this kind. After a 500 the container hangs up, so those are rare. */
  int weight() {
    return status == 500 ? 1 : 5;
  }

  boolean isHead() {
    return name().startsWith("HEAD");
  }

  String target() {
    return target;
  }

  List<String> headers(String goodToken, String badToken) {
    String good = "Authorization: Bearer " + goodToken;
    return switch (token) {
      case GOOD -> List.of(good);
      case BAD -> List.of("Authorization: Bearer " + badToken);
      case TWO -> List.of(good, good);
      case NONE -> List.of();
    };
  }

  int status() {
    return status;
  }

  boolean isRefused() {
    return shown == Shown.REFUSAL || shown == Shown.NOTHING;
  }

  /** The exact text that a user must get. */
  String expected(int user) {
    String name = name(user);
    return switch (shown) {
      case CALLER -> caller(name, name, name, List.of(role(user)));
      case NOBODY -> NOBODY;
      case REFUSAL -> refusal();
      case NOTHING -> "";
    };
  }

  private String refusal() {
    return switch (status) {
      case 400 ->
          "{\"error\":\"invalid_request\",\"error_description\":"
              + "\"The request does not carry one well-formed bearer token\"}";
      case 403 ->
          "{\"error\":\"insufficient_scope\",\"error_description\":"
              + "\"The access token does not allow this request\"}";
      default ->
          token == Token.NONE
              ? "{\"error_description\":\"An access token is required\"}"
              : "{\"error\":\"invalid_token\",\"error_description\":"
                  + "\"The access token is not valid here\"}";
    };
  }

  static String name(int user) {
    return "machine-" + user;
  }

  /** A scope that only this user has. */
  static String role(int user) {
    return "is:" + user;
  }

  /** The text in which a handler shows its caller. */
  static String caller(String principal, String remoteUser, String token, List<String> roles) {
    return "principal=" + principal + " user=" + remoteUser + " token=" + token + " roles=" + roles;
  }

  /**
   * All kinds, each repeated by its weight. Undertow does not use the application's error page for
   * exceptions after an asynchronous dispatch.
   */
  static List<MixedRequest> weighted(Container container) {
    return Arrays.stream(values())
        .filter(kind -> kind != ASYNC_THROWS || container != Container.UNDERTOW)
        .flatMap(kind -> Collections.nCopies(kind.weight(), kind).stream())
        .toList();
  }
}
