package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.Parameters;

/** The filter finds every spelling of a token in the query that a container reads. */
class QueryTokenFuzzTest {

  @FuzzTest
  void findsEveryTokenThatTomcatReads(byte[] input) {
    String query = new String(input, UTF_8);

    if (tomcatReadsToken(query)) {
      assertThat(QueryToken.isIn(query)).as(query).isTrue();
    }
    if (!query.contains("access_token") && query.indexOf('%') < 0) {
      assertThat(QueryToken.isIn(query)).as(query).isFalse();
    }
  }

  private static boolean tomcatReadsToken(String query) {
    MessageBytes bytes = MessageBytes.newInstance();
    byte[] text = query.getBytes(UTF_8);
    bytes.setBytes(text, 0, text.length);
    Parameters parameters = new Parameters();
    parameters.setQuery(bytes);
    parameters.setQueryStringCharset(UTF_8);
    try {
      parameters.handleQueryParameters();
    } catch (RuntimeException e) {
      // Tomcat refuses the request, so nothing reads its query.
      return false;
    }
    return parameters.getParameter("access_token") != null;
  }
}
