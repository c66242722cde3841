package dev.tokenvalidator.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Containers;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.war.BrokenServlet;
import dev.tokenvalidator.war.ClassServlet;
import dev.tokenvalidator.war.Installation;
import dev.tokenvalidator.war.InstallingListener;
import dev.tokenvalidator.war.MethodServlet;
import dev.tokenvalidator.war.PlainServlet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Web applications with annotated servlets and a web.xml. Undertow does not read a web.xml. */
@Tag(OnEachContainer.TAG)
@ParameterizedClass
@MethodSource("containersThatReadWebXml")
class WebXmlWarTest extends WarTest {

  private static final String ROUTES = "* /plain open\n* /class authenticated";

  private final Container container;

  WebXmlWarTest(Container container) {
    super(container);
    this.container = container;
  }

  static List<Container> containersThatReadWebXml() {
    return Containers.onTheClassPath().stream()
        .filter(container -> container != Container.UNDERTOW)
        .toList();
  }

  @Test
  void keepsTheFilterOfWebXml() throws Exception {
    assertIsProtectedByItsOwnFilter(
        webapp()
            .withLibrary()
            .with(ClassServlet.class, PlainServlet.class)
            .filter(issuer(), ROUTES),
        Webapp.server());
  }

  @Test
  void keepsTheFilterOfWebXmlWithTheLibraryOfTheServer() throws Exception {
    assertIsProtectedByItsOwnFilter(
        webapp().with(ClassServlet.class, PlainServlet.class).filter(issuer(), ROUTES),
        serverWithLibrary());
  }

  @Test
  void isProtectedWithoutFilterIfMetadataIsComplete() throws Exception {
    assertIsProtectedByAnnotations(
        withSettings(
            complete().servlet("method", MethodServlet.class).servlet("plain", PlainServlet.class)),
        Webapp.server());
  }

  @Test
  void keepsTheFilterIfMetadataIsComplete() throws Exception {
    assertIsProtectedByItsOwnFilter(
        complete()
            .servlet("class", ClassServlet.class)
            .servlet("plain", PlainServlet.class)
            .filter(issuer(), ROUTES),
        Webapp.server());
  }

  @Test
  void keepsTheFilterOfAListenerIfMetadataIsComplete() throws Exception {
    assertIsProtectedByItsOwnFilter(
        complete()
            .contextParam("endpoint", issuer().endpoint().toString())
            .with(InstallingListener.class, Installation.class)
            .servlet("class", ClassServlet.class)
            .servlet("plain", PlainServlet.class)
            .webXml(
                "<listener><listener-class>"
                    + InstallingListener.class.getName()
                    + "</listener-class></listener>"),
        Webapp.server());
  }

  /** The servlets that the container adds need no rule, so a route for all paths is not needed. */
  @Test
  void startsWithRequireCoverageIfEveryServletIsCovered() throws Exception {
    String requireCoverage =
        "<init-param><param-name>requireCoverage</param-name><param-value>true</param-value>"
            + "</init-param>";
    try (Deployed app =
        deploy(
            webapp()
                .withLibrary()
                .with(ClassServlet.class, PlainServlet.class)
                .filter(issuer(), "* /plain open", requireCoverage),
            Webapp.server())) {
      assertThat(app.get("/plain", "")).isEqualTo(OPEN);
      assertThat(app.get("/class", "")).isEqualTo(401);
      assertThat(app.get("/elsewhere", "")).isEqualTo(401);
    }
  }

  @Test
  void startsWithRouteForFiles() throws Exception {
    try (Deployed app =
        deploy(
            webapp()
                .withLibrary()
                .with(PlainServlet.class)
                .file("static/app.js", "1")
                .file("about.html", "2")
                .filter(
                    issuer(), "* /plain open\n* /static/{file} open\n* /about.html authenticated"),
            Webapp.server())) {
      assertThat(app.get("/static/app.js", "")).isEqualTo(200);
      assertThat(app.get("/about.html", "")).isEqualTo(401);
    }
  }

  /** As documented: no initializer runs, so annotations install no filter. */
  @Test
  void isOpenIfInitializersAreExcluded() throws Exception {
    Webapp webapp =
        withSettings(
            webapp().withLibrary().with(ClassServlet.class).webXml("<absolute-ordering/>"));

    try (Deployed app = deploy(webapp, Webapp.server())) {
      assertThat(app.get("/class", "")).isEqualTo(OPEN);
    }
  }

  /** The server has the servlet and one copy of the library, the application the other copy. */
  @Test
  void isNotServedWithTwoCopiesOfTheLibrary() throws Exception {
    assertIsNotServed(
        webapp().withLibrary().servlet("class", ClassServlet.class).filter(issuer(), ROUTES),
        serverWithLibrary(ClassServlet.class),
        "/class",
        "another copy of this library");
  }

  @Test
  void isNotServedWithTwoCopiesOfTheLibraryAndNoFilter() throws Exception {
    assertIsNotServed(
        withSettings(webapp().withLibrary().servlet("class", ClassServlet.class)),
        serverWithLibrary(ClassServlet.class),
        "/class",
        "another copy of this library");
  }

  /** The server has the servlet but not the library, so Java omits the annotation. */
  @Test
  void isNotServedIfTheServletDoesNotFindTheLibrary() throws Exception {
    assertIsNotServed(
        webapp().withLibrary().servlet("class", ClassServlet.class).filter(issuer(), ROUTES),
        serverWithoutLibrary(ClassServlet.class),
        "/class",
        "does not find the annotation");
  }

  /** Tomcat reads all methods itself, so its own exception stops the start. */
  @Test
  void isNotServedIfAnAnnotatedServletCannotBeRead() throws Exception {
    Webapp webapp =
        webapp()
            .withLibrary()
            .with(BrokenServlet.class)
            .servlet("class", BrokenServlet.class)
            .filter(issuer(), ROUTES);

    if (container == Container.TOMCAT) {
      assertThatThrownBy(() -> deploy(webapp, Webapp.server()).close())
          .hasStackTraceContaining(BrokenServlet.Missing.class.getName());
    } else {
      assertIsNotServed(webapp, Webapp.server(), "/class", "a class is missing");
    }
  }

  private Webapp complete() {
    return webapp()
        .metadataComplete()
        .withLibrary()
        .with(ClassServlet.class, MethodServlet.class, PlainServlet.class);
  }
}
