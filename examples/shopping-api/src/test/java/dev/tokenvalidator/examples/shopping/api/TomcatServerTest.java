package dev.tokenvalidator.examples.shopping.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Test;

class TomcatServerTest {

  @Test
  void leavesNoFilesBehind() throws Exception {
    Path first = directoryOfAClosedServer();
    Path second = directoryOfAClosedServer();

    assertThat(second).isNotEqualTo(first).doesNotExist();
    assertThat(first).doesNotExist();
  }

  private static Path directoryOfAClosedServer() throws Exception {
    TomcatServer server = TomcatServer.start(0, (types, context) -> {});
    Path directory = Path.of(System.getProperty("catalina.base"));
    assertThat(directory).isDirectory();
    server.close();
    return directory;
  }

  @Test
  void failsIfTheApplicationDoesNotStart() {
    assertThatThrownBy(
            () ->
                TomcatServer.start(
                    0,
                    (types, context) -> {
                      throw new IllegalArgumentException("a setting is wrong");
                    }))
        .isInstanceOf(LifecycleException.class);
  }
}
