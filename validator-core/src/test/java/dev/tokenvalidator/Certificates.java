package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An unknown certificate authority and its server certificates, made with the JDK's keytool. */
final class Certificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final KeyStore store;

  Certificates(Path directory) throws Exception {
    this.directory = directory;
    keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=CA", "-ext", "bc:c");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=server",
        "-ext",
        "san=ip:127.0.0.1");
    keytool("-certreq", "-alias", "server", "-file", "request");
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("store"))) {
      store.load(in, PASSWORD);
    }
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1"); // too short to be worth compiling
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", "store", "-storetype", "PKCS12", "-storepass", "changeit"));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    int status = process.waitFor();
    assertThat(status).as(Files.readString(directory.resolve("output"))).isZero();
  }

  /** Server sockets with a self-signed certificate. */
  ServerSocketFactory selfSigned() throws Exception {
    return sockets(store.getCertificate("server"));
  }

  /**
   * Server sockets with a certificate of the authority.
   *
   * @param options of {@code keytool -gencert}: for whom, and when it is valid
   */
  ServerSocketFactory issued(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-gencert", "-alias", "ca", "-infile", "request", "-outfile", "issued"));
    arguments.addAll(List.of(options));
    keytool(arguments.toArray(String[]::new));
    try (InputStream in = Files.newInputStream(directory.resolve("issued"))) {
      return sockets(
          CertificateFactory.getInstance("X.509").generateCertificate(in),
          store.getCertificate("ca"));
    }
  }

  private ServerSocketFactory sockets(Certificate... chain)
      throws GeneralSecurityException, IOException {
    Key key = store.getKey("server", PASSWORD);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("server", key, PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  /** Trusts only the authority. */
  SSLContext trustingClient() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", store.getCertificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
