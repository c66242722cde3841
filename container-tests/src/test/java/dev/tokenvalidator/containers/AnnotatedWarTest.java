package dev.tokenvalidator.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.LogLines;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.war.AnnotatedResource;
import dev.tokenvalidator.war.ClassServlet;
import dev.tokenvalidator.war.Installation;
import dev.tokenvalidator.war.InstallingInitializer;
import dev.tokenvalidator.war.InstallingListener;
import dev.tokenvalidator.war.MethodServlet;
import dev.tokenvalidator.war.PlainServlet;
import dev.tokenvalidator.war.SpringInitializer;
import org.junit.jupiter.api.Test;

/** Web applications with annotated servlets that register a filter in code or have none. */
@OnEachContainer
class AnnotatedWarTest extends WarTest {

  AnnotatedWarTest(Container container) {
    super(container);
  }

  @Test
  void isProtectedWithoutFilter() throws Exception {
    assertIsProtectedByAnnotations(
        withSettings(
            webapp()
                .withLibrary()
                .with(ClassServlet.class, MethodServlet.class, PlainServlet.class)),
        Webapp.server());
  }

  @Test
  void isProtectedWithAnnotatedMethodsOnly() throws Exception {
    assertIsProtectedByAnnotations(
        withSettings(webapp().withLibrary().with(MethodServlet.class, PlainServlet.class)),
        Webapp.server());
  }

  @Test
  void isProtectedByTheLibraryOfTheServer() throws Exception {
    assertIsProtectedByAnnotations(
        withSettings(webapp().with(MethodServlet.class, PlainServlet.class)), serverWithLibrary());
  }

  @Test
  void keepsTheFilterOfAListener() throws Exception {
    assertIsProtectedByItsOwnFilter(
        installing().withLibrary().with(InstallingListener.class), Webapp.server());
  }

  @Test
  void keepsTheFilterOfAListenerWithTheLibraryOfTheServer() throws Exception {
    assertIsProtectedByItsOwnFilter(
        installing().with(InstallingListener.class), serverWithLibrary());
  }

  @Test
  void keepsTheFilterOfAnotherInitializer() throws Exception {
    assertIsProtectedByItsOwnFilter(
        installing().withLibrary().withInitializer(InstallingInitializer.class), Webapp.server());
  }

  @Test
  void keepsTheFilterOfSpringsInitializer() throws Exception {
    assertIsProtectedByItsOwnFilter(
        installing().withLibrary().with(SpringInitializer.class), Webapp.server());
  }

  @Test
  void startsNormallyWithoutAnnotatedServlets() throws Exception {
    try (LogLines log = new LogLines();
        Deployed app =
            deploy(
                webapp().withLibrary().with(PlainServlet.class, AnnotatedResource.class),
                Webapp.server())) {
      assertThat(app.get("/plain", "")).isEqualTo(OPEN);
      assertThat(log.visibleByDefault())
          .singleElement()
          .asString()
          .contains("servlets only", AnnotatedResource.class.getName());
    }
  }

  @Test
  void isNeverOpenIfSettingsAreMissing() throws Exception {
    assertIsNotServed(
        webapp().withLibrary().with(MethodServlet.class), Webapp.server(), "/method", "issuer");
  }

  @Test
  void isSwitchedOffByContextParam() throws Exception {
    Webapp webapp =
        webapp()
            .withLibrary()
            .with(ClassServlet.class)
            .contextParam("tokenValidator.annotations", "off");

    try (Deployed app = deploy(webapp, Webapp.server())) {
      assertThat(app.get("/class", "")).isEqualTo(OPEN);
    }
  }

  /** An application that installs a filter in code. */
  private Webapp installing() {
    return webapp()
        .contextParam("endpoint", issuer().endpoint().toString())
        .with(ClassServlet.class, PlainServlet.class, Installation.class);
  }
}
