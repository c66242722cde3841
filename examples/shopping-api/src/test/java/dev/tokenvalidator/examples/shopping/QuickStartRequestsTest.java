package dev.tokenvalidator.examples.shopping;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.examples.shopping.api.TomcatServer;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sends the requests of Logto's machine-to-machine quick start byte for byte as curl and Node.js
 * do, with the example's endpoints, id and secret.
 */
class QuickStartRequestsTest {

  private static final Pattern TOKEN_RESPONSE =
      Pattern.compile(
          "\\{\"access_token\":\"([\\w-]+\\.[\\w-]+\\.[\\w-]+)\",\"expires_in\":3600,"
              + "\"token_type\":\"Bearer\",\"scope\":\"read:products write:products\"}");

  private TestIssuer issuer;
  private TomcatServer server;

  @BeforeEach
  void start() throws Exception {
    issuer = ShoppingApi.startIssuer(0);
    server = ShoppingApi.startApi(0, issuer);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    issuer.close();
  }

  @Test
  void servesCurl() throws Exception {
    String token =
        tokenFor(
            curlTokenRequest(
                "grant_type=client_credentials"
                    + "&resource=https%3A%2F%2Fshopping.api"
                    + "&scope=read%3Aproducts+write%3Aproducts"));

    assertReadsProducts(
        """
        GET /products HTTP/1.1
        Host: %s
        User-Agent: curl/7.88.1
        Accept: */*
        Authorization: Bearer %s

        """
            .formatted(server.uri().getAuthority(), token));
  }

  /** Older versions encode a space in the form as %20 instead of a plus sign. */
  @Test
  void servesOlderCurl() throws Exception {
    String token =
        tokenFor(
            curlTokenRequest(
                "grant_type=client_credentials"
                    + "&resource=https%3A%2F%2Fshopping.api"
                    + "&scope=read%3Aproducts%20write%3Aproducts"));

    assertThat(token).isNotEmpty();
  }

  private String curlTokenRequest(String form) {
    return """
        POST /oidc/token HTTP/1.1
        Host: %s
        User-Agent: curl/7.88.1
        Accept: */*
        Authorization: Basic %s
        Content-Type: application/x-www-form-urlencoded
        Content-Length: %d

        %s"""
        .formatted(issuer.endpoint().getAuthority(), authString(), form.length(), form);
  }

  @Test
  void servesNode() throws Exception {
    String form =
        "grant_type=client_credentials"
            + "&resource=https%3A%2F%2Fshopping.api"
            + "&scope=read%3Aproducts+write%3Aproducts";
    String token =
        tokenFor(
            """
            POST /oidc/token HTTP/1.1
            host: %s
            connection: keep-alive
            Content-Type: application/x-www-form-urlencoded
            Authorization: Basic %s
            accept: */*
            accept-language: *
            sec-fetch-mode: cors
            user-agent: node
            accept-encoding: gzip, deflate
            content-length: %d

            %s"""
                .formatted(issuer.endpoint().getAuthority(), authString(), form.length(), form));

    assertReadsProducts(
        """
        GET /products HTTP/1.1
        host: %s
        connection: keep-alive
        Authorization: Bearer %s
        accept: */*
        accept-language: *
        sec-fetch-mode: cors
        user-agent: node
        accept-encoding: gzip, deflate

        """
            .formatted(server.uri().getAuthority(), token));
  }

  private String authString() {
    String pair = issuer.app().id() + ":" + issuer.app().secret();
    return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private String tokenFor(String request) throws IOException {
    String response = send(issuer.endpoint(), request);
    assertThat(response).startsWith("HTTP/1.1 200 ");
    Matcher body = TOKEN_RESPONSE.matcher(response);
    assertThat(body.find()).as(response).isTrue();
    return body.group(1);
  }

  private void assertReadsProducts(String request) throws IOException {
    assertThat(send(server.uri(), request))
        .startsWith("HTTP/1.1 200 ")
        .contains("[\"teapot\",\"cup\"]");
  }

  /** Sends one request on a new connection and reads the whole response. */
  private static String send(URI where, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), where.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(withCarriageReturns(request).getBytes(US_ASCII));
      // The server keeps the connection open. This tells it that no request follows.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String withCarriageReturns(String request) {
    return request.replace("\n", "\r\n");
  }
}
