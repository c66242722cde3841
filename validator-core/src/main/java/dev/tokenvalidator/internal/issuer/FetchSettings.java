package dev.tokenvalidator.internal.issuer;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an issuer's keys are fetched.
 *
 * @param issuer the issuer identifier
 * @param issuerSetting the setting that it comes from: issuer, or logtoEndpoint
 * @param jwksUri the address of its keys; null to read it from the metadata
 * @param policy where keys may be fetched from
 * @param timeout for metadata and keys together
 * @param headers sent with each fetch
 */
public record FetchSettings(
    String issuer,
    String issuerSetting,
    @Nullable URI jwksUri,
    FetchPolicy policy,
    Duration timeout,
    List<FetchHeader> headers) {

  /** Copies the list. */
  public FetchSettings {
    headers = List.copyOf(headers);
  }

  /** The hosts that the settings name. A host that only metadata names is not among them. */
  Set<String> configuredHosts() {
    Set<String> hosts = new HashSet<>();
    if (jwksUri != null) {
      hosts.add(FetchHeader.hostOf(jwksUri));
    } else {
      hosts.add(FetchHeader.hostOf(URI.create(issuer)));
    }
    return hosts;
  }
}
