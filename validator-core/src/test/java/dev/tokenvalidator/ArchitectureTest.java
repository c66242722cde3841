package dev.tokenvalidator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tokenvalidator.internal.settings.EnvironmentVariables;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packages depend in one direction only: settings, root, issuer, jwk, jws, keys, text. */
@Tag("slow")
class ArchitectureTest {

  private static final String ACCESS = Access.class.getName();

  /** Methods that only read a claim, so a caller cannot take them for a check. */
  private static final Set<String> CLAIMS =
      Set.of("notBefore", "issuedAt", "id", "organizationId", "claim");

  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void dependsInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("settings")
        .definedBy("dev.tokenvalidator.internal.settings")
        .layer("metrics")
        .definedBy("dev.tokenvalidator.metrics")
        .layer("root")
        .definedBy("dev.tokenvalidator")
        .layer("issuer")
        .definedBy("dev.tokenvalidator.internal.issuer")
        .layer("jwk")
        .definedBy("dev.tokenvalidator.internal.jwk")
        .layer("jws")
        .definedBy("dev.tokenvalidator.internal.jws")
        .layer("text")
        .definedBy("dev.tokenvalidator.internal.text")
        .layer("keys")
        .definedBy("dev.tokenvalidator.keys")
        .whereLayer("settings")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("root")
        .mayOnlyBeAccessedByLayers("settings", "metrics")
        .whereLayer("metrics")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("issuer")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("jwk")
        .mayOnlyBeAccessedByLayers("root", "issuer")
        .whereLayer("jws")
        .mayOnlyBeAccessedByLayers("root", "issuer", "jwk")
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers("root", "issuer", "jwk", "jws", "keys")
        .whereLayer("keys")
        .mayOnlyBeAccessedByLayers("settings", "metrics", "root", "issuer", "jwk", "jws")
        // The one way up: a validator's builder is the target of the named settings, and starts
        // them.
        .ignoreDependency(AccessTokenValidatorBuilder.class, EnvironmentVariables.class)
        .check(CORE);
  }

  @Test
  void hasNoCircleOfClassesInAPackage() {
    assertThat(ClassCycles.in(CORE)).isEmpty();
  }

  /** Proves that the search works: it finds two classes that use each other. */
  @Test
  void findsACircleOfClasses() {
    JavaClasses circle = new ClassFileImporter().importClasses(CircleA.class, CircleB.class);

    assertThat(ClassCycles.in(circle))
        .containsExactly(Set.of(CircleA.class.getName(), CircleB.class.getName()));
  }

  @Test
  void usesJacksonAndNimbusInOneClassEach() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "dev\\.tokenvalidator\\.(internal\\.text\\.(StrictJson|JsonText)|ClaimsBinding)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CORE);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.tokenvalidator.internal.jwk.JwkReader")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.nimbusds..")
        .check(CORE);
  }

  /** Without Micrometer on the class path, everything else must load. */
  @Test
  void usesMicrometerInItsPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tokenvalidator.metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "dev.tokenvalidator.metrics")
        .check(CORE);
  }

  @Test
  void createsAccessTokensOnlyInClaimsRules() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.tokenvalidator.ClaimsRules")
        .should()
        .callConstructorWhere(target(owner(type(AccessToken.class))))
        .check(CORE);
    assertThat(AccessToken.class.getConstructors()).isEmpty();
  }

  /** A call whose result is ignored checks nothing, but looks like a check. */
  @Test
  void annotatesMethodsWhoseResultMustBeUsed() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .belongToAnyOf(
            AccessToken.class, AccessTokenValidator.class, BearerToken.class, Access.class)
        .and(
            describe(
                "answer yes or no, a token or none, or say what is required",
                method ->
                    !method.getName().equals("equals")
                        && Set.of("boolean", Optional.class.getName(), ACCESS)
                            .contains(method.getRawReturnType().getName())
                        && !CLAIMS.contains(method.getName())))
        .should()
        .beAnnotatedWith(CheckReturnValue.class)
        .check(CORE);
  }

  /** It tells an attacker what to forge, so nothing that answers requests calls it. */
  @Test
  void explainsTokensToOperatorsOnly() {
    noClasses()
        .should()
        .callMethod(AccessTokenValidator.class, "explain", String.class)
        .check(CORE);
  }

  @Test
  void exportsThreePackages() {
    assertThat(AccessTokenValidator.class.getModule().getName()).isEqualTo("dev.tokenvalidator");
    assertThat(
            Objects.requireNonNull(AccessTokenValidator.class.getModule().getDescriptor())
                .exports()
                .stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "dev.tokenvalidator", "dev.tokenvalidator.keys", "dev.tokenvalidator.metrics");
  }

  /** The classes that decide about keys use no clock, thread, lock, I/O or randomness. */
  @Test
  void keepsTheKeyMachinePure() {
    noClasses()
        .that()
        .haveNameMatching(
            "dev\\.tokenvalidator\\.internal\\.issuer\\."
                + "(KeyMachine|KeyJudge|KeyState|Draft|BackOff|Brake|Countdown|Moment|CurrentSet"
                + "|AskedKeyIds|Slots|Event|Effect|KeyIdVerdict|KeyRules)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.(io|net|nio)\\..*|java\\.util\\.concurrent\\.(?!TimeUnit).*"
                + "|java\\.lang\\.(Thread|System).*|java\\.util\\.Random"
                + "|java\\.time\\.(Clock|Instant|InstantSource)"
                + "|dev\\.tokenvalidator\\.(internal\\.(jws|jwk|text)|keys)\\..*")
        .check(CORE);
  }
}

/** Uses {@link CircleB}, which uses this. */
final class CircleA {
  final CircleB other = new CircleB();
}

/** Uses {@link CircleA}, which uses this. */
final class CircleB {
  CircleA[] others = {};
}
