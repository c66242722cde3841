package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Quoted;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words why a request got no response. The HTTP client wraps the cause, and its own
 * texts are often empty.
 */
final class ConnectionFault {

  private ConnectionFault() {}

  /**
   * What kept a request from its response.
   *
   * @param failure of the client
   * @param address of the request
   * @param proxy that it was sent through, as host and port; null for none
   */
  static String of(IOException failure, URI address, @Nullable String proxy) {
    String host = Quoted.own(String.valueOf(address.getHost()));
    String peer =
        proxy == null ? Quoted.own(hostAndPort(address)) : "the proxy " + Quoted.own(proxy);
    if (isCausedBy(failure, UnresolvedAddressException.class)
        || isCausedBy(failure, UnknownHostException.class)) {
      return "the name of "
          + (proxy == null ? "the host " + host : peer)
          + " cannot be resolved; is it spelled right, and does this machine or container know it?";
    }
    if (isCausedBy(failure, HttpConnectTimeoutException.class)) {
      return "no connection to "
          + peer
          + " in time; is the address right, and does a firewall let it through?";
    }
    if (isCausedBy(failure, ConnectException.class)) {
      return "no connection to "
          + peer
          + "; does the server run, and is the port right?"
          + (proxy == null && FetchPolicy.isLoopback(address)
              ? " Inside a container, this address is the container itself"
              : "");
    }
    if (isCausedBy(failure, SSLException.class)) {
      return ofTls(failure, host, hostAndPort(address));
    }
    if (isCausedBy(failure, ProtocolException.class) && "http".equals(address.getScheme())) {
      return "what answers is not HTTP; if it is TLS, give an address with https";
    }
    return Quoted.own(innermostMessage(failure));
  }

  private static String ofTls(IOException failure, String host, String hostAndPort) {
    CertPathValidatorException invalid = causeOf(failure, CertPathValidatorException.class);
    X509Certificate certificate = certificateOf(invalid).orElse(null);
    if (invalid != null && invalid.getReason() == BasicReason.EXPIRED) {
      return "the certificate of "
          + host
          + " has expired"
          + (certificate == null
              ? ""
              : described(certificate) + ", valid until " + certificate.getNotAfter().toInstant())
          + "; renew it, or set the clock of this machine";
    }
    if (invalid != null && invalid.getReason() == BasicReason.NOT_YET_VALID) {
      return "the certificate of "
          + host
          + " is not valid yet"
          + (certificate == null
              ? ""
              : described(certificate) + ", valid from " + certificate.getNotBefore().toInstant())
          + "; is the clock of this machine right?";
    }
    if (invalid != null || isCausedBy(failure, CertPathBuilderException.class)) {
      return "the certificate of "
          + host
          + " is not trusted"
          + (certificate == null ? "" : described(certificate))
          + " ("
          + Quoted.own(innermostMessage(failure))
          + "); if it is of an authority of your own, give by httpClient a client whose trust store"
          + " has that authority";
    }
    String text = innermostMessage(failure);
    if (isCausedBy(failure, CertificateException.class)
        && (text.startsWith("No subject alternative") || text.startsWith("No name matching"))) {
      return "the certificate of the server is not for the name "
          + host
          + "; use a name that is in the certificate, or have it issued for this one, too";
    }
    if (text.contains("SSL message")) {
      return Quoted.own(hostAndPort)
          + " does not answer with TLS; is the port right, and is it that for https?";
    }
    if (text.contains("terminated the handshake")) {
      return Quoted.own(hostAndPort)
          + " ended the TLS handshake; is the port right, and is it that for https?";
    }
    return "TLS failed: " + Quoted.own(text);
  }

  private static Optional<X509Certificate> certificateOf(
      @Nullable CertPathValidatorException invalid) {
    if (invalid == null || invalid.getCertPath() == null || invalid.getIndex() < 0) {
      return Optional.empty();
    }
    List<? extends Certificate> path = invalid.getCertPath().getCertificates();
    return Optional.of(path)
        .filter(certificates -> invalid.getIndex() < certificates.size())
        .map(certificates -> certificates.get(invalid.getIndex()))
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast);
  }

  private static String described(X509Certificate certificate) {
    return ": subject "
        + Quoted.own(certificate.getSubjectX500Principal().getName())
        + ", issuer "
        + Quoted.own(certificate.getIssuerX500Principal().getName());
  }

  private static String hostAndPort(URI address) {
    int port = address.getPort();
    return address.getHost()
        + ":"
        + (port >= 0 ? port : "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443);
  }

  /** The innermost text that is more than the name of a class. */
  private static String innermostMessage(Throwable failure) {
    String message = null;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      boolean isOwn = e.getCause() == null || !e.getCause().toString().equals(e.getMessage());
      if (e.getMessage() != null && !e.getMessage().isBlank() && isOwn) {
        message = e.getMessage();
      }
    }
    return message == null ? "the connection failed" : message;
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
    return causeOf(failure, type) != null;
  }

  private static <T extends Throwable> @Nullable T causeOf(Throwable failure, Class<T> type) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
    }
    return null;
  }
}
