package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.FetchHeader;
import dev.tokenvalidator.internal.issuer.KeyRules;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings as an application gave them to the builder, unjudged, with the defaults for the
 * others. {@link ValidatorSettings} judges them. Not safe for use by several threads.
 */
final class GivenSettings {

  static final ValidatorListener NO_LISTENER = new ValidatorListener() {};

  @Nullable String issuer;
  @Nullable String logtoEndpoint;
  final Set<String> audience = new LinkedHashSet<>();
  @Nullable URI jwksUri;
  @Nullable String jwkSet;
  final Set<String> plainHttpHosts = new LinkedHashSet<>();
  @Nullable Set<SignatureAlgorithm> algorithms;
  Duration clockSkew = Duration.ofSeconds(30);
  List<String> types = List.of("at+jwt");
  boolean missingTypeAccepted;
  @Nullable AccessTokenMark accessTokenMark;
  boolean accessTokenMarkRepeated;
  String scopeClaim = "scope";
  ScopeFormat scopeFormat = ScopeFormat.STRING;
  String clientIdClaim = "client_id";
  MachineRule machineRule = MachineRule.LOGTO;
  OrganizationTokens organizations = OrganizationTokens.REFUSED;
  @Nullable Duration maximumTokenAge;
  final Map<String, Predicate<AccessToken>> customRules = new LinkedHashMap<>();
  final Set<String> repeatedCustomRules = new LinkedHashSet<>();
  InstantSource clock = InstantSource.system();
  LongSupplier ticker = System::nanoTime;
  @Nullable HttpClient httpClient;
  Duration fetchTimeout = Duration.ofSeconds(5);
  final List<FetchHeader> fetchHeaders = new ArrayList<>();
  Duration timeToLive = KeyRules.DEFAULT.timeToLive();
  Duration staleLimit = KeyRules.DEFAULT.staleLimit();
  Duration replicaLag = KeyRules.DEFAULT.replicaLag();
  @Nullable Provider signatureProvider;
  boolean signatureProviderRequired;
  long tokenCacheBytes = 32 * 1024 * 1024;
  int concurrentVerifications = Runtime.getRuntime().availableProcessors();

  ValidatorListener listener = NO_LISTENER;

  /** Whether issuer and audience come from the environment, so that code replaces them. */
  boolean isIssuerNamed;

  boolean isAudienceNamed;

  /** Null if the environment names no keys. */
  @Nullable NamedKeys namedKeys;

  /**
   * Keys from the environment, and the issuer that they belong to.
   *
   * @param variable that brings them
   * @param haveIssuer whether the issuer comes from the environment, too
   * @param issuer when they were read
   * @param logtoEndpoint when they were read
   */
  record NamedKeys(
      String variable,
      boolean haveIssuer,
      @Nullable String issuer,
      @Nullable String logtoEndpoint) {}

  /**
   * Refuses keys from the environment for an issuer from code: the keys of one issuer would vouch
   * for tokens of another.
   */
  void checkNamedKeys() {
    NamedKeys keys = namedKeys;
    if (keys != null
        && !(keys.haveIssuer()
            && Objects.equals(keys.issuer(), issuer)
            && Objects.equals(keys.logtoEndpoint(), logtoEndpoint))) {
      throw new InvalidSettingException(
          keys.variable(),
          "comes from the environment, but the issuer comes from code: the keys of one issuer would"
              + " vouch for tokens of another; set both in the same place");
    }
  }

  /**
   * Refuses nulls where there is a default: callers without null checks would otherwise notice with
   * the first request.
   *
   * @throws InvalidSettingException naming the setting
   */
  void checkPresence() {
    checkPresent("clockSkew", clockSkew);
    checkPresent("scopeClaim", scopeClaim);
    checkPresent("scopeClaim", scopeFormat);
    checkPresent("clientIdClaim", clientIdClaim);
    if (accessTokenMark != null) {
      checkPresent(AccessTokenMark.SETTING, accessTokenMark.name());
    }
    checkPresent("machineRule", machineRule);
    checkPresent("organizations", organizations);
    customRules.forEach(
        (name, rule) -> {
          checkPresent("requireClaims", name);
          checkPresent("requireClaims", rule);
        });
    checkPresent("clock", clock);
    checkPresent("clock", ticker);
    checkPresent("fetchTimeout", fetchTimeout);
    checkPresent("timeToLive", timeToLive);
    checkPresent("staleLimit", staleLimit);
    checkPresent("replicaLag", replicaLag);
    checkPresent("listener", listener);
  }

  static void checkPresent(String setting, @Nullable Object value) {
    if (value == null) {
      throw new InvalidSettingException(setting, "is null; give a value, or leave it out");
    }
  }
}
