package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.Clocks;
import dev.tokenvalidator.internal.issuer.FetchHeader;
import dev.tokenvalidator.internal.issuer.FetchPolicy;
import dev.tokenvalidator.internal.issuer.FetchSettings;
import dev.tokenvalidator.internal.issuer.FetchedKeys;
import dev.tokenvalidator.internal.issuer.FixedKeys;
import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.issuer.KeyRules;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.text.Log;
import dev.tokenvalidator.internal.text.LogLine;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeySetEvent;
import java.net.http.HttpClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where an issuer's keys come from: its address, or the settings themselves. */
interface KeySource {

  /** Header fields that the fetch sets itself, or that belong to the connection. */
  Set<String> OUR_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "cache-control",
          "connection",
          "content-length",
          "expect",
          "host",
          "if-none-match",
          "transfer-encoding",
          "upgrade");

  /**
   * Opens the keys. Does not contact the issuer.
   *
   * @param keys makes keys of the entries
   * @param beforeUse sees each set before a token is verified with it, and says what to report
   * @param listener hears what happens to the set
   * @throws InvalidSettingException if a key set that was given is malformed
   */
  IssuerKeys open(
      VerificationKeyFactory keys,
      Function<JwkSet, List<KeySetEvent>> beforeUse,
      Consumer<KeySetEvent> listener);

  /**
   * Judges the settings about keys together.
   *
   * @throws InvalidSettingException if they contradict each other, or an address may not be fetched
   *     from
   */
  static KeySource of(GivenSettings given, IssuerAddress issuer, Clocks clocks) {
    return given.jwkSet == null
        ? fetched(given, issuer, clocks)
        : fixed(given, given.jwkSet, issuer.identifier());
  }

  private static KeySource fixed(GivenSettings given, String json, String issuer) {
    if (given.jwksUri != null) {
      throw new InvalidSettingException("jwkSet", "is given beside jwksUri; give one of them");
    }
    return (keys, beforeUse, listener) -> {
      try {
        FixedKeys fixed = FixedKeys.read(json, issuer, keys, listener);
        beforeUse.apply(fixed.current()).forEach(listener);
        return fixed;
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingException(
            "jwkSet", e.getMessage() + "; give a JWK Set with the issuer's public keys");
      } catch (ProviderFailureException e) {
        throw new InvalidSettingException(
            "signatureProvider",
            e.problem() + " when it was given the keys of jwkSet; use another provider",
            e.getCause());
      }
    };
  }

  private static KeySource fetched(GivenSettings given, IssuerAddress issuer, Clocks clocks) {
    FetchPolicy policy = fetchPolicy(given.plainHttpHosts);
    if (given.jwksUri != null) {
      IssuerAddress.checkFetchable("jwksUri", given.jwksUri, policy);
    } else {
      issuer.checkFetchable(policy);
    }
    HttpClient client = given.httpClient;
    if (client != null && client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new InvalidSettingException(
          "httpClient", "follows redirects; build it with followRedirects(Redirect.NEVER)");
    }
    checkHeaders(given.fetchHeaders);
    FetchSettings fetch =
        new FetchSettings(
            issuer.identifier(),
            issuer.setting(),
            given.jwksUri,
            policy,
            given.fetchTimeout,
            List.copyOf(given.fetchHeaders));
    KeyRules rules = new KeyRules(given.timeToLive, given.staleLimit, given.replicaLag);
    return (keys, beforeUse, listener) ->
        new FetchedKeys(fetch, rules, client, keys, clocks, beforeUse, listener);
  }

  private static FetchPolicy fetchPolicy(Set<String> plainHttpHosts) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : plainHttpHosts) {
      checkHost("allowPlainHttp", host);
      hosts.add(host.toLowerCase(Locale.ROOT));
    }
    if (!hosts.isEmpty()) {
      Log.write(
          System.Logger.Level.WARNING,
          LogLine.of("plain HTTP allowed")
              .with("setting", "allowPlainHttp")
              .texts("hosts", hosts)
              .text("hint", "anyone who can change the traffic to them can forge tokens")
              .toString());
    }
    return new FetchPolicy(hosts);
  }

  private static void checkHeaders(List<FetchHeader> headers) {
    for (FetchHeader header : headers) {
      GivenSettings.checkPresent("fetchHeader", header.name());
      GivenSettings.checkPresent("fetchHeader", header.value());
      if (!header.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
          || OUR_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
        throw new InvalidSettingException(
            "fetchHeader",
            // Without the name: where "name: value" was expected, it may be a piece of the secret.
            "has a name that is not allowed, or that the fetch itself needs; give another");
      }
      for (String host : header.hosts()) {
        checkHost("fetchHeader", host);
      }
    }
  }

  private static void checkHost(String setting, String host) {
    if (!host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
      throw new InvalidSettingException(
          setting, Quoted.address(host) + " is not a host name; leave out scheme, port and path");
    }
  }
}
