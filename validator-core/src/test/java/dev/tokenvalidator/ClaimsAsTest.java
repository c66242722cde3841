package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Claims as the application's own type. */
@ExtendWith(TestIssuerExtension.class)
class ClaimsAsTest {

  record Roles(List<String> roles) {}

  record Keycloak(
      Roles realm_access, Map<String, Roles> resource_access, Instant exp, String azp) {}

  record Numbers(
      @Nullable Long whole, @Nullable BigInteger big, @Nullable BigDecimal exact, int small) {}

  record Audience(List<String> aud) {}

  record Flag(boolean flag) {}

  enum Size {
    SMALL,
    LARGE
  }

  record Plan(Size plan) {}

  record Text(@Nullable String text) {}

  record Strict(String text) {
    Strict {
      if (text == null) {
        throw new IllegalArgumentException("text is missing");
      }
    }
  }

  interface NoRecord {
    String text();
  }

  @Test
  void bindsNestedClaims(TestIssuer issuer) {
    AccessToken token =
        valid(
            issuer,
            issuer
                .token()
                .claim("realm_access", Map.of("roles", List.of("reader", "writer"), "more", 1))
                .claim("resource_access", Map.of("shop", Map.of("roles", List.of("buyer"))))
                .claim("azp", "a client"));

    Keycloak claims = token.claimsAs(Keycloak.class);

    assertThat(claims.realm_access().roles()).containsExactly("reader", "writer");
    assertThat(claims.resource_access())
        .containsExactly(entry("shop", new Roles(List.of("buyer"))));
    assertThat(claims.azp()).isEqualTo("a client");
    assertThat(claims.exp()).isEqualTo(token.expiresAt());
  }

  @Test
  void readsASingleValueAsAList(TestIssuer issuer) {
    String ours = issuer.resource().indicator();

    assertThat(valid(issuer, issuer.token().claim("aud", ours)).claimsAs(Audience.class).aud())
        .containsExactly(ours);
    assertThat(
            valid(issuer, issuer.token().audience(ours, "https://other.api"))
                .claimsAs(Audience.class)
                .aud())
        .containsExactly(ours, "https://other.api");
  }

  @Test
  void readsNumbersExactly(TestIssuer issuer) {
    AccessToken token =
        valid(
            issuer,
            issuer
                .token()
                .claim("whole", Long.MAX_VALUE)
                .claim("big", new BigInteger("9".repeat(500)))
                .claim("exact", new BigDecimal("0.1000000000000000000000000001"))
                .claim("small", 7));

    Numbers numbers = token.claimsAs(Numbers.class);

    assertThat(numbers.whole()).isEqualTo(Long.MAX_VALUE);
    assertThat(numbers.big()).isEqualTo(new BigInteger("9".repeat(500)));
    assertThat(numbers.exact()).isEqualTo(new BigDecimal("0.1000000000000000000000000001"));
    assertThat(numbers.small()).isEqualTo(7);
  }

  @Test
  void refusesHugeExponentsForIntegers(TestIssuer issuer) {
    for (String name : List.of("whole", "big", "small")) {
      String numbers = name.equals("small") ? "" : ",\"small\":1";
      String payload = payload(issuer).replaceFirst("}$", numbers + ",\"" + name + "\":1e999}");
      AccessToken token = valid(issuer, issuer.token().rawPayload(payload));

      assertThatExceptionOfType(ClaimTypeException.class)
          .as(name)
          .isThrownBy(() -> token.claimsAs(Numbers.class))
          .withMessageContaining("claim \"" + name + "\"")
          .withNoCause();
    }
  }

  @Test
  void refusesNumbersThatDoNotFit(TestIssuer issuer) {
    for (Object misfit : List.of(1L << 40, new BigDecimal("1.5"), "7", true, List.of(1, 2))) {
      AccessToken token = valid(issuer, issuer.token().claim("small", misfit));

      assertThatExceptionOfType(ClaimTypeException.class)
          .as(misfit.toString())
          .isThrownBy(() -> token.claimsAs(Numbers.class))
          .withMessageContaining("claim \"small\"");
    }
  }

  @Test
  void refusesAMissingPrimitiveAndLeavesOtherComponentsNull(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token());

    assertThat(token.claimsAs(Text.class).text()).isNull();
    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claimsAs(Flag.class))
        .withMessageContaining("claim \"flag\"");
  }

  @Test
  void doesNotConvertScalars(TestIssuer issuer) {
    AccessToken token =
        valid(issuer, issuer.token().claim("text", 5).claim("flag", "true").claim("plan", 0));

    for (Class<?> type : List.of(Flag.class, Text.class, Plan.class)) {
      assertThatExceptionOfType(ClaimTypeException.class)
          .as(type.getSimpleName())
          .isThrownBy(() -> token.claimsAs(type));
    }
  }

  @Test
  void bindsAnEnumByItsName(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token().claim("plan", "LARGE"));

    assertThat(token.claimsAs(Plan.class).plan()).isEqualTo(Size.LARGE);
  }

  @Test
  void namesNoClaimWhenTheTypeIsNoObject(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token());

    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claimsAs(String.class))
        .withMessage("the claims do not fit java.lang.String: the claims set has another type");
  }

  /** Several applications of a container may share this library. */
  @Test
  void allowsTheClassLoaderOfABoundTypeToBeCollected(TestIssuer issuer) throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader =
        bindWithALoaderOfItsOwn(valid(issuer, issuer.token().claim("text", "a")), collected);

    for (int i = 0; i < 60 && !loader.refersTo(null); i++) {
      System.gc();
      collected.remove(250);
    }

    assertThat(loader.refersTo(null)).isTrue();
  }

  private static WeakReference<ClassLoader> bindWithALoaderOfItsOwn(
      AccessToken token, ReferenceQueue<ClassLoader> collected) throws Exception {
    ClassLoader application = new ApplicationLoader();
    Class<?> type = application.loadClass(Text.class.getName());
    assertThat(type).isNotSameAs(Text.class);
    assertThat(token.claimsAs(type)).hasToString("Text[text=a]");
    return new WeakReference<>(application, collected);
  }

  /** Defines this test and its records itself. */
  private static final class ApplicationLoader extends ClassLoader {

    ApplicationLoader() {
      super(ClaimsAsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(ClaimsAsTest.class.getName()) || findLoadedClass(name) != null) {
        return super.loadClass(name, resolve);
      }
      String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
      try (InputStream stream = ClaimsAsTest.class.getResourceAsStream(file)) {
        byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void keepsTheValueOutOfTheMessage(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token().claim("flag", "a secret"));

    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claimsAs(Flag.class))
        .withMessage(
            "the claims do not fit %s: claim \"flag\" has another type", Flag.class.getName())
        .withNoCause();
  }

  @Test
  void passesOnWhatAConstructorThrows(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token());

    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claimsAs(Strict.class))
        .withMessageContaining("its constructor refuses")
        .havingCause()
        .withMessage("text is missing");
  }

  @Test
  void saysWhichTypesCanBeBound(TestIssuer issuer) {
    AccessToken token = valid(issuer, issuer.token());

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> token.claimsAs(NoRecord.class))
        .withMessageContaining("give a record");
  }

  /** Data binding loads hundreds of classes, and not every application binds claims. */
  @Test
  @Tag("slow")
  void loadsDataBindingWithTheFirstCallOnly(@TempDir Path directory) throws Exception {
    List<String> lines = runModule(directory, true);

    int validated = lines.indexOf("validated");
    int bound = lines.indexOf("bound [reader]");
    assertThat(validated).isPositive();
    assertThat(lines.subList(0, validated)).noneMatch(ClaimsAsTest::isOfDataBinding);
    assertThat(lines.subList(validated, bound)).anyMatch(ClaimsAsTest::isOfDataBinding);
  }

  @Test
  @Tag("slow")
  void bindsARecordOfAModuleThatIsOpenToDataBinding(@TempDir Path directory) throws Exception {
    assertThat(runModule(directory, true)).contains("bound [reader]");
  }

  @Test
  @Tag("slow")
  void saysHowToOpenAModule(@TempDir Path directory) throws Exception {
    assertThat(runModule(directory, false))
        .anyMatch(line -> line.contains("open its package to com.fasterxml.jackson.databind"));
  }

  private static boolean isOfDataBinding(String line) {
    return line.contains("com.fasterxml.jackson.databind.");
  }

  /** Compiles and runs a module that validates a token and binds its claims. */
  private static List<String> runModule(Path directory, boolean open) throws Exception {
    String path = System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
    Path source = Files.createDirectories(directory.resolve("source/app"));
    Files.writeString(
        source.resolve("../module-info.java"),
        "module app { requires dev.tokenvalidator; "
            + (open ? "opens app to com.fasterxml.jackson.databind; }" : "}"));
    Files.writeString(
        source.resolve("Main.java"),
        """
        package app;

        import dev.tokenvalidator.AccessToken;
        import dev.tokenvalidator.AccessTokenValidator;
        import java.util.List;

        public class Main {
          record Claims(Roles realm_access) {}

          record Roles(List<String> roles) {}

          public static void main(String[] arguments) {
            AccessTokenValidator validator =
                AccessTokenValidator.builder()
                    .issuer(arguments[0])
                    .audience(arguments[1])
                    .jwkSet(arguments[2])
                    .build();
            AccessToken token = validator.validate(arguments[3]);
            System.out.println("validated");
            System.out.println("bound " + token.claimsAs(Claims.class).realm_access().roles());
          }
        }
        """);
    Path classes = directory.resolve("classes");
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintStream(problems, true, UTF_8),
                new PrintStream(problems, true, UTF_8),
                "-p",
                path,
                "-d",
                classes.toString(),
                directory.resolve("source/module-info.java").toString(),
                source.resolve("Main.java").toString());
    assertThat(compiled).as(problems.toString(UTF_8)).isZero();
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      return run(
          List.of(
              "-verbose:class",
              "-p",
              classes + File.pathSeparator + path,
              "-m",
              "app/app.Main",
              issuer.issuer(),
              issuer.resource().indicator(),
              issuer.keys().jwkSet(),
              issuer.token().claim("realm_access", Map.of("roles", List.of("reader"))).mint()));
    }
  }

  private static List<String> run(List<String> arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        arguments.stream())
                    .toList())
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        Arrays.asList(new String(process.getInputStream().readAllBytes(), UTF_8).split("\n", -1));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  private static String payload(TestIssuer issuer) {
    String[] parts = issuer.token().mint().split("\\.", -1);
    return new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
  }

  private static AccessToken valid(TestIssuer issuer, TokenBuilder token) {
    try (AccessTokenValidator validator = Validators.validatorFor(issuer).build()) {
      return validator.validate(token.mint());
    }
  }
}
