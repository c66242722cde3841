package dev.tokenvalidator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessToken;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As in docs/testing.md. */
class CatalogTest {

  private final Catalog catalog = new Catalog();

  @Test
  void showsPricesToThoseWhoMaySeeThem() {
    AccessToken reader = AccessTokens.of("read:products");
    AccessToken person =
        AccessTokens.token().scope("read:products", "read:prices").subject("ada").build();

    assertThat(catalog.show(reader)).containsExactly("apples");
    assertThat(catalog.show(person)).containsExactly("apples for 3");
  }

  private static final class Catalog {

    List<String> show(AccessToken caller) {
      return caller.scopes().contains("read:prices") ? List.of("apples for 3") : List.of("apples");
    }
  }
}
