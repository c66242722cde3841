package dev.tokenvalidator.testing;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Requests to an application under test, on either Spring Boot. */
public final class Calls {

  private Calls() {}

  /** A request without a token. */
  public static RequestPostProcessor nothing() {
    return request -> request;
  }

  public static RequestPostProcessor header(String name, String value) {
    return request -> {
      request.addHeader(name, value);
      return request;
    };
  }

  public static int status(MockMvc mvc, String method, String path, RequestPostProcessor change)
      throws Exception {
    return send(mvc, method, path, change).getStatus();
  }

  public static String body(MockMvc mvc, String path, RequestPostProcessor change)
      throws Exception {
    return send(mvc, "GET", path, change).getContentAsString();
  }

  private static MockHttpServletResponse send(
      MockMvc mvc, String method, String path, RequestPostProcessor change) throws Exception {
    URI uri = URI.create("http://localhost" + path);
    // The builder's own methods have other return types in Spring 7.
    return mvc.perform(
            context ->
                change.postProcessRequest(
                    request(HttpMethod.valueOf(method), uri).buildRequest(context)))
        .andReturn()
        .getResponse();
  }
}
