package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A session belongs to the caller who opened it. */
class McpSessionTest {

  /**
   * What two callers with valid tokens get for one session.
   *
   * @param call a call by the second caller
   * @param delete a DELETE by the second caller
   * @param later a call by the first caller, after that
   */
  private record Statuses(int call, int delete, int later) {}

  @Test
  void secondCallerCanNeitherUseNorEndTheSessionOfTheFirst() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      assertThat(steal(server.buyer(), server.reader())).isEqualTo(new Statuses(404, 404, 200));
    }
  }

  @Test
  void bareSdkLetsTheSecondCallerUseAndEndIt() throws Exception {
    try (BareServer server = BareServer.start()) {
      assertThat(steal(server.buyer(), server.reader())).isEqualTo(new Statuses(200, 200, 404));
    }
  }

  private static Statuses steal(Caller first, Caller second) throws Exception {
    Caller opened = first.initialize();
    Caller thief = second.in(opened.session());
    return new Statuses(
        thief.post(Caller.call("list_products")).statusCode(),
        thief.delete().statusCode(),
        opened.post(Caller.call("list_products")).statusCode());
  }

  @Test
  void sessionOfAnotherCallerLooksLikeOneThatDoesNotExist() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      Caller opened = server.buyer().initialize();
      Caller thief = server.reader().in(opened.session());
      Caller guesser = server.reader().in("00000000-0000-0000-0000-000000000000");

      assertThat(thief.post(Caller.LIST).body()).isEqualTo(guesser.post(Caller.LIST).body());
      assertThat(headers(thief)).isEqualTo(headers(guesser));
      assertThat(guesser.post(Caller.LIST).statusCode()).isEqualTo(404);
      assertThat(guesser.delete().statusCode()).isEqualTo(404);
      assertThat(guesser.get().statusCode()).isEqualTo(404);
      assertThat(thief.get().statusCode()).isEqualTo(404);
    }
  }

  /** Whether the server closes the connection depends on how much of the body has arrived. */
  private static Set<String> headers(Caller caller) throws Exception {
    Set<String> names = new TreeSet<>(caller.post(Caller.LIST).headers().map().keySet());
    names.remove("connection");
    return names;
  }

  @Test
  void firstCallerEndsItsSession() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      Caller opened = server.buyer().initialize();

      assertThat(opened.delete().statusCode()).isEqualTo(200);
      assertThat(opened.post(Caller.LIST).statusCode()).isEqualTo(404);
    }
  }
}
