package dev.tokenvalidator.examples.mcp;

import static dev.tokenvalidator.Access.authenticated;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A caller without the scopes of a tool tries to make the SDK read a call where the filter reads
 * none. The tool here does not check the scopes itself.
 */
class McpBodyTest {

  private static final AtomicInteger RUNS = new AtomicInteger();

  private static TestIssuer issuer;
  private static TomcatServer behindTheFilters;
  private static TomcatServer bare;

  @BeforeAll
  static void start() throws Exception {
    issuer = TestIssuer.start();
    behindTheFilters = TomcatServer.bind(0);
    behindTheFilters.start(
        (types, context) -> {
          protect(context);
          context.addServlet("echo", new Echo()).addMapping("/echo");
          context.addServlet("mcp", sdk()).addMapping("/mcp");
        });
    bare =
        TomcatServer.bind(0)
            .start((types, context) -> context.addServlet("mcp", sdk()).addMapping("/mcp"));
  }

  @AfterAll
  static void stop() throws Exception {
    bare.close();
    behindTheFilters.close();
    issuer.close();
  }

  private static void protect(ServletContext context) {
    BearerTokenFilter.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience("https://shopping.api")
        .route("/*", authenticated())
        .install(context);
    context
        .addFilter("tool-scopes", new ToolScopes(ShopTool.accessByName()))
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  private static HttpServlet sdk() {
    HttpServletStatelessServerTransport servlet =
        HttpServletStatelessServerTransport.builder().build();
    McpServer.sync(servlet)
        .toolCall(
            Tool.builder("place_order", Map.of("type", "object")).build(),
            (context, request) -> {
              RUNS.incrementAndGet();
              return CallToolResult.builder().addTextContent("ordered").build();
            })
        .build();
    return servlet;
  }

  /** Answers with the body that it gets, and with the encoding that it is told. */
  private static final class Echo extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setHeader("Encoding", request.getCharacterEncoding());
      request.getInputStream().transferTo(response.getOutputStream());
    }
  }

  @Test
  void handsOnTheSameBytes() throws Exception {
    String message =
        "\r\n{ \"id\" : 1.0e0,\t\"method\":\"tools\\/call\", \"jsonrpc\":\"2.0\" ,"
            + "\"params\":{\"name\":\"wh\\u006Fami\",\"x\":[1,1.50,\"\\ud83d\\ude00é😀\"]}}\n ";

    HttpResponse<String> response = caller().at("/echo").post(message);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(message);
    assertThat(response.headers().firstValue("Encoding")).contains("UTF-8");
  }

  private static Caller caller() {
    return new Caller(
        behindTheFilters.uri().resolve("/mcp"), issuer.token().scope("read:products").mint());
  }

  /**
   * A body that calls the tool, or might.
   *
   * @param name what is special about it
   * @param runs whether the bare SDK runs the tool
   * @param status what the filter answers; 200 is an error of the SDK about the tool
   * @param type the content type
   * @param json the message
   * @param charset how it is encoded
   */
  private record Attempt(
      String name, boolean runs, int status, String type, String json, Charset charset) {

    Attempt(String name, boolean runs, int status, String json) {
      this(name, runs, status, "application/json", json, UTF_8);
    }

    HttpResponse<String> send(Caller caller) throws Exception {
      return caller.post(BodyPublishers.ofByteArray(json.getBytes(charset)), "Content-Type", type);
    }
  }

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
          + "\"params\":{\"name\":\"place_order\",\"arguments\":{}}}";

  private static Stream<Attempt> attempts() {
    return Stream.of(
        new Attempt("a plain call", true, 403, CALL),
        new Attempt("escaped values", true, 403, CALL.replace("e_o", "\\u0065\\u005fo")),
        new Attempt("an escaped method", true, 403, CALL.replace("tools/c", "tool\\u0073\\/c")),
        new Attempt("escaped members", true, 403, CALL.replace("\"name", "\"n\\u0061me")),
        new Attempt("no id", false, 403, CALL.replace("\"id\":1,", "")),
        new Attempt(
            "two names", true, 400, CALL.replace("\"name\"", "\"name\":\"whoami\",\"name\"")),
        new Attempt(
            "two names, one escaped",
            true,
            400,
            CALL.replace("\"name\"", "\"name\":\"whoami\",\"\\u006eame\"")),
        new Attempt(
            "two methods",
            true,
            400,
            CALL.replace("\"method\"", "\"method\":\"tools/list\",\"method\"")),
        new Attempt(
            "two params",
            true,
            400,
            CALL.replace("\"params\"", "\"params\":{\"name\":\"whoami\"},\"params\"")),
        new Attempt(
            "two members deep inside",
            true,
            400,
            CALL.replace("\"arguments\":{}", "\"arguments\":{\"a\":[{\"b\":1,\"b\":2}]}")),
        new Attempt("a batch", false, 400, "[" + CALL + "]"),
        new Attempt("two messages", false, 400, CALL.replace("tools/call", "tools/list") + CALL),
        new Attempt("a comment", false, 400, "/* */" + CALL),
        new Attempt("a byte order mark", false, 400, "\ufeff" + CALL),
        new Attempt("half a message", false, 400, CALL.substring(1)),
        new Attempt("no message", false, 400, ""),
        new Attempt("null", false, 400, "null"),
        new Attempt("a name in an array", false, 400, CALL.replace("\"place_order\"", "[\"a\"]")),
        new Attempt("a name that is a number", false, 400, CALL.replace("\"place_order\"", "1")),
        new Attempt(
            "a method in an array", false, 400, CALL.replace("\"tools/call\"", "[\"tools/call\"]")),
        new Attempt("another case of a member", false, 400, CALL.replace("\"name", "\"Name")),
        new Attempt("params in an array", false, 400, CALL.replace("s\":{", "s\":[{") + "]}"),
        new Attempt("another case of the tool", false, 200, CALL.replace("place_o", "Place_O")),
        new Attempt("a space after the tool", false, 200, CALL.replace("order", "order ")),
        new Attempt("a wide letter in the tool", false, 200, CALL.replace("place", "ｐlace")),
        new Attempt(
            "bytes that are no UTF-8",
            true,
            400,
            "application/json",
            CALL.replace("{}", "{\"a\":\"é\"}"),
            ISO_8859_1),
        new Attempt("UTF-16", true, 415, "application/json;charset=utf-16", CALL, UTF_16),
        new Attempt("UTF-16 that is not named", false, 400, "application/json", CALL, UTF_16),
        new Attempt(
            "ISO-8859-1", true, 415, "application/json; charset=\"iso-8859-1\"", CALL, UTF_8),
        new Attempt("no JSON type", false, 415, "text/plain", CALL, UTF_8),
        new Attempt("a form", false, 415, "application/x-www-form-urlencoded", CALL, UTF_8));
  }

  @TestFactory
  Stream<DynamicTest> noBodyReachesTheToolWithoutItsScopes() {
    return attempts()
        .map(
            attempt ->
                DynamicTest.dynamicTest(
                    attempt.name(),
                    () -> {
                      int before = RUNS.get();
                      HttpResponse<String> response = attempt.send(caller());
                      assertThat(response.statusCode()).isEqualTo(attempt.status());
                      assertThat(RUNS.get()).isEqualTo(before);
                      if (attempt.status() == 403) {
                        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                            .contains("scope=\"read:products write:orders\"");
                      } else if (attempt.status() != 200) {
                        assertThat(response.body().length()).isLessThan(100);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> bareSdkRunsTheToolForSomeOfThem() {
    return attempts()
        .map(
            attempt ->
                DynamicTest.dynamicTest(
                    attempt.name(),
                    () -> {
                      int before = RUNS.get();
                      attempt.send(new Caller(URI.create(bare.uri() + "/mcp"), null));
                      assertThat(RUNS.get() - before).isEqualTo(attempt.runs() ? 1 : 0);
                    }));
  }

  @Test
  void refusesASecondContentType() throws Exception {
    HttpResponse<String> response =
        caller()
            .post(
                BodyPublishers.ofString(CALL, UTF_16),
                "Content-Type",
                "application/json",
                "Content-Type",
                "application/json;charset=utf-16");

    assertThat(response.statusCode()).isIn(400, 415);
  }

  @Test
  void refusesACompressedMessage() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(CALL.getBytes(UTF_8));
    }

    assertThat(
            caller()
                .post(
                    BodyPublishers.ofByteArray(compressed.toByteArray()),
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    "gzip")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void refusesALargeMessageWhetherItsLengthIsKnownOrNot() throws Exception {
    byte[] large = new byte[Message.MAX_BYTES + 1];
    Arrays.fill(large, (byte) ' ');

    assertThat(
            caller()
                .post(BodyPublishers.ofByteArray(large), "Content-Type", "application/json")
                .statusCode())
        .isEqualTo(413);
    assertThat(
            caller()
                .post(
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void readsTheLargestMessage() throws Exception {
    String spaces = " ".repeat(Message.MAX_BYTES - Caller.LIST.length());

    assertThat(caller().post(spaces + Caller.LIST).statusCode()).isEqualTo(200);
  }
}
