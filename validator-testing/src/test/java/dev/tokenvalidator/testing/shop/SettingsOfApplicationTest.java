package dev.tokenvalidator.testing.shop;

import static dev.tokenvalidator.testing.Calls.body;
import static dev.tokenvalidator.testing.Calls.header;
import static dev.tokenvalidator.testing.Calls.status;
import static dev.tokenvalidator.testing.MockMvcTokens.accessToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AnyOrganization;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.spring.ValidatorCustomizer;
import dev.tokenvalidator.testing.MockMvcOfEitherBoot;
import dev.tokenvalidator.testing.WithoutTestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The token is one that the application accepts, whatever its settings. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-\\d")
@SpringBootTest(classes = ShopApplication.class)
@Import(MockMvcOfEitherBoot.class)
class SettingsOfApplicationTest {

  private static void assertAccepted(MockMvc mvc, String issuer) throws Exception {
    assertThat(body(mvc, "/caller", accessToken()))
        .isEqualTo("machine test-client test-client " + issuer + " none");
    assertThat(status(mvc, "GET", "/products", accessToken().scope("read:products")))
        .isEqualTo(200);
    assertThat(status(mvc, "GET", "/products", accessToken())).isEqualTo(403);
  }

  @Nested
  @TestPropertySource(
      properties = {
        "token-validator.issuer=https://login.acme.example",
        "token-validator.audience[0]=https://shop.acme.example",
        "token-validator.audience[1]=https://other.acme.example"
      })
  class IssuerAndAudience {

    @Autowired private MockMvc mvc;

    @Test
    void areThoseOfTheToken() throws Exception {
      assertAccepted(mvc, "https://login.acme.example");
    }
  }

  @Nested
  @TestPropertySource(
      properties = {
        "token-validator.logto-endpoint=https://acme.logto.app",
        "tokenValidator.audience=https://shop.acme.example"
      })
  class Logto {

    @Autowired private MockMvc mvc;

    @Test
    void isTheIssuerOfTheToken() throws Exception {
      assertAccepted(mvc, "https://acme.logto.app/oidc");
    }
  }

  @Nested
  @TestPropertySource(
      properties = {
        "spring.security.oauth2.resourceserver.jwt.issuer-uri=https://login.acme.example",
        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri=https://login.acme.example/keys",
        "spring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256,ES256",
        "spring.security.oauth2.resourceserver.jwt.audiences=https://shop.acme.example,https://other"
      })
  class PropertiesOfSpringSecurity {

    @Autowired private MockMvc mvc;

    @Test
    void areThoseOfTheToken() throws Exception {
      assertAccepted(mvc, "https://login.acme.example");
    }
  }

  @Nested
  @TestPropertySource(
      properties = {
        "token-validator.accept-types=JWT",
        "token-validator.access-token-mark=typ=Bearer",
        "token-validator.scope-claim=roles",
        "token-validator.scope-format=array",
        "token-validator.client-id-claim=azp",
        "token-validator.algorithms=PS256 EdDSA",
        "token-validator.fetch-header=X-Key: secret"
      })
  class OtherForm {

    @Autowired private MockMvc mvc;

    @Test
    void isThatOfTheToken() throws Exception {
      assertAccepted(mvc, "https://issuer.test/oidc");
    }
  }

  @Nested
  @TestPropertySource(
      properties = {
        "token-validator.issuer=https://login.acme.example",
        "token-validator.jwks-uri=https://login.acme.example/keys"
      })
  class AddressOfKeys {

    @Autowired private MockMvc mvc;

    @Test
    void isReplacedByTheKeysOfTheTest() throws Exception {
      assertAccepted(mvc, "https://login.acme.example");
    }
  }

  @Nested
  class DynamicProperties {

    @Autowired private MockMvc mvc;

    @DynamicPropertySource
    static void setIssuer(DynamicPropertyRegistry properties) {
      properties.add("token-validator.issuer", () -> "https://login.acme.example");
    }

    @Test
    void areKnown() throws Exception {
      assertAccepted(mvc, "https://login.acme.example");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @PropertySource("classpath:login.properties")
  static class ConfigurationWithProperties {}

  @Nested
  @Import(ConfigurationWithProperties.class)
  class PropertiesOfConfigurations {

    @Autowired private MockMvc mvc;

    @Test
    void areKnown() throws Exception {
      assertAccepted(mvc, "https://login.acme.example");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class IssuerInCode {

    @Bean
    ValidatorCustomizer issuer() {
      return validator -> validator.logtoEndpoint("https://acme.logto.app");
    }
  }

  @Nested
  @Import(IssuerInCode.class)
  class Code {

    @Autowired private MockMvc mvc;

    @Test
    void mayNameTheIssuer() throws Exception {
      assertAccepted(mvc, "https://acme.logto.app/oidc");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @RestController
  static class Organizations {

    @GetMapping("/organization")
    @AnyOrganization
    String organization(AccessToken token) {
      return token.organizationId().orElseThrow();
    }
  }

  private static void assertOrganizationIsNeeded(MockMvc mvc) throws Exception {
    assertThat(body(mvc, "/organization", accessToken().organizationId("acme"))).isEqualTo("acme");
    assertThat(status(mvc, "GET", "/organization", accessToken())).isEqualTo(401);
  }

  @Nested
  @SpringBootTest(classes = Organizations.class)
  @TestPropertySource(
      properties = {
        "token-validator.routes=* /* authenticated anyOrganization",
        "token-validator.organizations=required"
      })
  class TokensOfOrganizations {

    @Autowired private MockMvc mvc;

    @Test
    void nameTheOrganization() throws Exception {
      assertOrganizationIsNeeded(mvc);
    }
  }

  @Nested
  @SpringBootTest(classes = Organizations.class)
  @TestPropertySource(
      properties = {
        "token-validator.routes=* /* authenticated anyOrganization",
        "token-validator.organizations=by_audience"
      })
  class AudiencesOfOrganizations {

    @Autowired private MockMvc mvc;

    @Test
    void nameTheOrganization() throws Exception {
      assertOrganizationIsNeeded(mvc);
    }
  }

  @Nested
  class TokenOfOrganization {

    @Autowired private MockMvc mvc;

    @Test
    void isRefusedByDefault() throws Exception {
      assertThat(status(mvc, "GET", "/caller", accessToken().organizationId("acme")))
          .isEqualTo(401);
    }
  }

  @Nested
  @WithoutTestKeys
  class OwnIssuer {

    private static final TestIssuer ISSUER =
        TestIssuer.builder().clock(TestClock.running()).start();

    @Autowired private MockMvc mvc;

    @DynamicPropertySource
    static void setIssuer(DynamicPropertyRegistry properties) {
      properties.add("token-validator.logto-endpoint", ISSUER.endpoint()::toString);
      properties.add("token-validator.audience", ISSUER.resource()::indicator);
    }

    @AfterAll
    static void closeIssuer() {
      ISSUER.close();
    }

    @Test
    void mintsTheTokens() throws Exception {
      String token = ISSUER.token().scope("read:products").mint();

      assertThat(status(mvc, "GET", "/products", header("Authorization", "Bearer " + token)))
          .isEqualTo(200);
      assertThatIllegalStateException()
          .isThrownBy(() -> status(mvc, "GET", "/products", accessToken()))
          .withMessageContaining("@WithoutTestKeys");
    }

    @Nested
    class NestedTest {

      @Autowired private MockMvc mvc;

      @Test
      void hasTheIssuerToo() throws Exception {
        String token = ISSUER.token().scope("read:products").mint();

        assertThat(status(mvc, "GET", "/products", header("Authorization", "Bearer " + token)))
            .isEqualTo(200);
      }
    }
  }

  @Test
  void needAnApplication() {
    MockMvc standalone = MockMvcBuilders.standaloneSetup(new ProductController()).build();

    assertThatIllegalStateException()
        .isThrownBy(() -> status(standalone, "GET", "/products", accessToken()))
        .withMessageContaining("webAppContextSetup");
  }
}
