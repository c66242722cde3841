package dev.tokenvalidator;

import static dev.tokenvalidator.ScopeRequirement.allOf;
import static dev.tokenvalidator.ScopeRequirement.anyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

class ScopeRequirementTest {

  @Test
  void comparesWholeScopes() {
    assertThat(allOf("read").isMetBy(Set.of("read:products", "readwrite", "Read"))).isFalse();
    assertThat(allOf("admin:read").isMetBy(Set.of("notadmin:read"))).isFalse();
    assertThat(allOf("read:products").isMetBy(Set.of("read:products"))).isTrue();
  }

  @Test
  void needsAllOrAny() {
    Set<String> granted = Set.of("a", "b");

    assertThat(allOf("a", "b").isMetBy(granted)).isTrue();
    assertThat(allOf("a", "c").isMetBy(granted)).isFalse();
    assertThat(anyOf("c", "a").isMetBy(granted)).isTrue();
    assertThat(anyOf("c", "d").isMetBy(granted)).isFalse();
    assertThat(anyOf("a").isMetBy(Set.of())).isFalse();
  }

  @Test
  void refusesToRequireNothing() {
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
  @ExtendWith(TestIssuerExtension.class)
  void refusesATokenThatGrantsTooLittle(TestIssuer issuer) {
    try (AccessTokenValidator validator = Validators.validatorFor(issuer).build()) {
      AccessToken token = validator.validate(issuer.token().scope("read:products").mint());

      allOf("read:products").check(token);
      InsufficientScopeException refusal =
          assertThatExceptionOfType(InsufficientScopeException.class)
              .isThrownBy(() -> allOf("write:products").check(token))
              .actual();
      assertThat(refusal.required()).isEqualTo(allOf("write:products"));
    }
  }
}
