package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownFiltersTest {

  @ParameterizedTest
  @CsvSource({
    "CONTENT, org.glassfish.jersey.servlet.ServletContainer",
    "CONTENT, example.Own jakarta.servlet.Filter org.scalatra.ScalatraFilter java.lang.Object",
    "WEBSOCKET, org.eclipse.jetty.ee11.websocket.servlet.WebSocketUpgradeFilter",
    "FORM_METHOD, example.Own org.springframework.web.filter.HiddenHttpMethodFilter",
    "TRANSPARENT, org.springframework.web.filter.CorsFilter jakarta.servlet.Filter",
    // The subclass may do anything else.
    "OTHER, example.Own org.springframework.web.filter.CorsFilter",
    "OTHER, example.Own jakarta.servlet.Filter java.lang.Object",
    "OTHER, ''",
  })
  void classifiesFiltersByTheirTypes(FilterKind kind, String types) {
    assertThat(KnownFilters.kindOf(List.of(types.split(" ")))).isEqualTo(kind);
  }
}
