package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the tokens of an issuer show whether a machine or a person stands behind them. No standard
 * says that, so it is a setting: {@link AccessTokenValidatorBuilder#machineRule}.
 *
 * <pre>{@code
 * .machineRule(MachineRule.KEYCLOAK)
 * .machineRule(MachineRule.claim("idtyp", "app"))
 * }</pre>
 *
 * <p>A claim of another type than a string shows nothing. Immutable and safe for use by several
 * threads.
 */
public final class MachineRule {

  /**
   * Logto's rule, the default: {@code sub} equals the client id for a machine, and names a person
   * otherwise.
   */
  public static final MachineRule LOGTO = new MachineRule("logto", null);

  /**
   * Keycloak's rule: a token has {@code client_id}, equal to {@code azp}, if it was issued to a
   * service account. Otherwise the token does not say who stands behind it. Not for a realm whose
   * mappers write {@code client_id} into the tokens of people, too.
   */
  public static final MachineRule KEYCLOAK = new MachineRule("keycloak", null);

  private final String name;

  /** That a machine's claim has; null for the rules with a name. */
  private final @Nullable String value;

  private MachineRule(String name, @Nullable String value) {
    this.name = name;
    this.value = value;
  }

  /**
   * A claim that only machines have: {@code idtyp} {@code app} (Entra), {@code gty} {@code
   * client-credentials} (Auth0), {@code aut} {@code APPLICATION} (WSO2). Any other token does not
   * say who stands behind it.
   *
   * @param name of the claim
   * @param value the string it equals for a machine
   * @throws InvalidSettingException if one of them is blank or has white space around it
   */
  public static MachineRule claim(String name, String value) {
    String fix = "give a claim that only machines have, as name=value, such as idtyp=app (Entra)";
    ClaimNames.checkText("machineRule", Objects.requireNonNullElse(name, ""), fix);
    ClaimNames.checkText("machineRule", Objects.requireNonNullElse(value, ""), fix);
    return new MachineRule(name, value);
  }

  /**
   * Reads a rule as settings by name have it: {@code logto}, {@code keycloak}, or a claim as {@code
   * name=value}.
   *
   * @throws InvalidSettingException if it is none of these
   */
  public static MachineRule parse(String text) {
    int equals = text.indexOf('=');
    if (equals >= 0) {
      return claim(text.substring(0, equals), text.substring(equals + 1));
    }
    return switch (text) {
      case "logto" -> LOGTO;
      case "keycloak" -> KEYCLOAK;
      default ->
          throw new InvalidSettingException(
              "machineRule",
              Quoted.text(text) + " is no rule; give logto, keycloak, or a claim as name=value");
    };
  }

  CallerKind kindOf(ClaimsSet claims, String subject, String clientId) {
    if (value != null) {
      return machineIf(value.equals(claims.all().get(name)));
    }
    if (equals(KEYCLOAK)) {
      Object client = claims.all().get("client_id");
      return machineIf(client instanceof String && client.equals(claims.all().get("azp")));
    }
    return subject.equals(clientId) ? CallerKind.MACHINE : CallerKind.PERSON;
  }

  private static CallerKind machineIf(boolean machine) {
    return machine ? CallerKind.MACHINE : CallerKind.UNKNOWN;
  }

  /** What a machine's token has, for the operator. */
  String condition() {
    if (value != null) {
      return "claim " + this;
    }
    return equals(KEYCLOAK) ? "client_id equals azp" : "sub equals the client id";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MachineRule rule
        && name.equals(rule.name)
        && Objects.equals(value, rule.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, value);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
