package dev.tokenvalidator.examples.shopping.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.examples.shopping.client.MachineClient;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The smallest programs are as small as is said, and do what is said once the reader's endpoint is
 * put in.
 */
class SmallestProgramsTest {

  private static final String PACKAGE = SmallestApp.class.getPackageName();

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @TempDir private Path classes;

  @AfterEach
  void close() {
    issuer.close();
  }

  /** All of it, except imports, the class's own braces, and {@code main}. */
  @Test
  void protectsAnApplicationInEightLines() throws Exception {
    List<String> whole = Quoted.codeOf("SmallestApp");
    int main = whole.indexOf("public static void main(String[] arguments) throws Exception {");
    List<String> afterMain =
        whole.subList(main + whole.subList(main, whole.size()).indexOf("}") + 1, whole.size() - 1);

    assertThat(whole.subList(0, main)).containsExactly("public final class SmallestApp {");
    assertThat(afterMain)
        .isEqualTo(Quoted.region("SmallestApp", "smallest app"))
        .contains(".install(servletContext);")
        .hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void validatesATokenInSixLines() throws Exception {
    assertThat(Quoted.region("SmallestCall", "smallest call"))
        .contains("AccessToken token = validator.validate(arguments[0]);")
        .hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void smallestAppLetsInWhoMayRead() throws Exception {
    try (URLClassLoader loader = compiledForTheIssuer("SmallestApp")) {
      Method start =
          loader
              .loadClass("reader.SmallestApp")
              .getDeclaredMethod("start", Set.class, ServletContext.class);
      start.setAccessible(true);
      try (TomcatServer server =
          TomcatServer.start(
              0,
              (types, context) -> {
                try {
                  start.invoke(null, types, context);
                } catch (ReflectiveOperationException e) {
                  throw new ServletException(e);
                }
              })) {
        assertThat(status(server, Optional.of(issuer.token().mint()))).isEqualTo(200);
        assertThat(status(server, Optional.of(issuer.token().without("scope").mint())))
            .isEqualTo(403);
        assertThat(status(server, Optional.of(issuer.token().expired().mint()))).isEqualTo(401);
        assertThat(status(server, Optional.empty())).isEqualTo(401);
      }
    }
  }

  private static int status(TomcatServer server, Optional<String> token) throws Exception {
    HttpResponse<String> response =
        MachineClient.send(MachineClient.call(server.uri().resolve("/products"), token).build());
    return response.statusCode();
  }

  @Test
  void smallestCallPrintsWhoMayDoWhat() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = compiledForTheIssuer("SmallestCall")) {
      System.setOut(new PrintStream(printed, true, UTF_8));
      loader
          .loadClass("reader.SmallestCall")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {issuer.token().mint()});
    } finally {
      System.setOut(usual);
    }

    assertThat(printed.toString(UTF_8).strip())
        .isEqualTo(issuer.app().id() + " may read:products write:products");
  }

  /**
   * Compiles the source as a reader would have it: in a package and with an endpoint of its own.
   */
  private URLClassLoader compiledForTheIssuer(String name) throws Exception {
    String source = Quoted.source(name);
    assertThat(source).containsOnlyOnce("https://your.logto.endpoint");
    Path changed = classes.resolve(name + ".java");
    Files.writeString(
        changed,
        source
            .replace("package " + PACKAGE + ";", "package reader; import " + PACKAGE + ".*;")
            .replace("https://your.logto.endpoint", issuer.endpoint().toString()));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                changed.toString());
    assertThat(status).isZero();
    return new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }
}
