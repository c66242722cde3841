package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two versions of Tomcat have the same coordinates; this asks Tomcat which one runs. */
@Tag(OnEachContainer.TAG)
class ContainerVersionTest {

  @Test
  void runsOnTheTomcatOfTheBuild() throws Exception {
    String version = System.getProperty("tomcat.version");

    assertThat(version).isNotBlank();
    assertThat(ServerInfo.getServerNumber()).startsWith(version + ".");
    try (TestApp app =
        TestApp.on(Container.TOMCAT)
            .servlet("/", (request, response) -> response.getWriter().print(versions(request)))
            .startWith(context -> {})) {
      assertThat(app.send("GET", "/").body())
          .isEqualTo("6." + (version.startsWith("11.") ? 1 : 0) + " of Apache Tomcat/" + version);
    }
  }

  private static String versions(HttpServletRequest request) {
    return request.getServletContext().getMajorVersion()
        + "."
        + request.getServletContext().getMinorVersion()
        + " of "
        + request.getServletContext().getServerInfo();
  }
}
