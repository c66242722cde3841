package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestIssuerExtension.class)
class AccessTest {

  @Test
  void comparesWholeScopes(TestIssuer issuer) {
    assertThat(isMet(allOf("read"), issuer, "read:products", "readwrite", "Read")).isFalse();
    assertThat(isMet(allOf("admin:read"), issuer, "notadmin:read")).isFalse();
    assertThat(isMet(allOf("read:products"), issuer, "read:products")).isTrue();
  }

  @Test
  void requiresAllOrAnyOfTheScopes(TestIssuer issuer) {
    assertThat(isMet(allOf("a", "b"), issuer, "a", "b")).isTrue();
    assertThat(isMet(allOf("a", "c"), issuer, "a", "b")).isFalse();
    assertThat(isMet(anyOf("c", "a"), issuer, "a", "b")).isTrue();
    assertThat(isMet(anyOf("c", "d"), issuer, "a", "b")).isFalse();
    assertThat(isMet(anyOf("a"), issuer)).isFalse();
    assertThat(isMet(allOf("a").and(anyOf("b", "c")), issuer, "a", "c")).isTrue();
    assertThat(isMet(allOf("a").and(anyOf("b", "c")), issuer, "a")).isFalse();
  }

  @Test
  void requiresNoScopeOnOpenAndAuthenticatedRoutes(TestIssuer issuer) {
    assertThat(isMet(open(), issuer)).isTrue();
    assertThat(isMet(authenticated(), issuer)).isTrue();
    assertThat(open().and(allOf("a")).toString()).isEqualTo("allOf(a)");
    assertThat(allOf("a").and(open()).toString()).isEqualTo("allOf(a)");
  }

  @Test
  @Tag("slow")
  void namesNoScopeWhenAnotherCallerIsRequired(TestIssuer issuer) {
    AccessToken person = token(issuer, issuer.token().subject("a person"));

    assertThat(refusalOf(authenticated().machineOnly(), person, null).requiredScopes()).isEmpty();
  }

  @Test
  void comparesTheOrganizationWithThePath(TestIssuer issuer) {
    Access ofOrganization = authenticated().organization("org");
    try (AccessTokenValidator validator =
        Validators.validatorFor(issuer).organizations(OrganizationTokens.REQUIRED).build()) {
      AccessToken token = validator.validate(issuer.token().organizationId("org1").mint());

      ofOrganization.check(token, "org1");
      assertThat(refusalOf(ofOrganization, token, "org2").requiredScopes()).isEmpty();
      assertThat(refusalOf(ofOrganization, token, null).requiredScopes()).isEmpty();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> ofOrganization.check(token))
          .withMessageContaining("part org");
    }
  }

  @Test
  void readsTheAnnotation() throws ReflectiveOperationException {
    @RequiresScope(
        value = {"a", "b"},
        anyOf = {"c", "d"})
    class Both {}
    @RequiresScope
    class None {}

    assertThat(Access.of(Both.class.getAnnotation(RequiresScope.class)).toString())
        .isEqualTo("allOf(a b) anyOf(c d)");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Access.of(None.class.getAnnotation(RequiresScope.class)))
        .withMessage("it names no scope");
  }

  @Test
  void refusesAnEmptyListOfScopes() {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> allOf());
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> anyOf());
  }

  @Test
  void refusesMalformedScopes() {
    for (String scope : List.of("", " ", "a b", "a\"", "a\\", "ü", "a\n", "\u007f")) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .as(scope)
          .isThrownBy(() -> allOf(scope));
    }
  }

  @Test
  void namesTheClientAndWhatItsTokenLacks(TestIssuer issuer) {
    assertThat(shortfall(allOf("a", "b", "c"), issuer, "a"))
        .startsWith(
            "expected=\"allOf(a b c)\" found=\"scope 'a' of client 'shopmachineapp0000001', missing b c\""
                + " hint=\"let the client request what is missing");
    assertThat(shortfall(allOf("a").and(anyOf("b", "c")), issuer, "a", "d"))
        .startsWith(
            "expected=\"allOf(a) anyOf(b c)\" found=\"scope 'a d' of client 'shopmachineapp0000001',"
                + " missing one of b c\"");
    assertThat(shortfall(allOf("a"), issuer))
        .startsWith(
            "expected=\"allOf(a)\" found=\"no scope of client 'shopmachineapp0000001', missing a\""
                + " hint=\"let the client request what is missing");
  }

  private static String shortfall(Access access, TestIssuer issuer, String... scopes) {
    try (AccessTokenValidator validator = Validators.validatorFor(issuer).build()) {
      AccessToken token = validator.validate(issuer.token().scope(scopes).mint());
      return assertThatExceptionOfType(InsufficientScopeException.class)
          .isThrownBy(() -> access.check(token))
          .actual()
          .explanation()
          .toString();
    }
  }

  @Test
  void refusesATokenThatGrantsTooLittle(TestIssuer issuer) {
    AccessToken token = token(issuer, issuer.token().scope("read:products"));

    allOf("read:products").check(token);
    InsufficientScopeException refusal = refusalOf(allOf("write:products"), token, null);
    assertThat(refusal.requiredScopes()).containsExactly("write:products");
    assertThat(refusal.explanation().expected()).isEqualTo("allOf(write:products)");
  }

  private static boolean isMet(Access access, TestIssuer issuer, String... granted) {
    AccessToken token = token(issuer, issuer.token().scope(granted));
    try {
      access.check(token);
      return true;
    } catch (InsufficientScopeException e) {
      return false;
    }
  }

  private static InsufficientScopeException refusalOf(
      Access access, AccessToken token, @Nullable String organization) {
    return assertThatExceptionOfType(InsufficientScopeException.class)
        .isThrownBy(() -> access.check(token, organization))
        .actual();
  }

  private static AccessToken token(TestIssuer issuer, TokenBuilder token) {
    try (AccessTokenValidator validator = Validators.validatorFor(issuer).build()) {
      return validator.validate(token.mint());
    }
  }
}
