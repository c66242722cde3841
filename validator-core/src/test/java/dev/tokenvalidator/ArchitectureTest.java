package dev.tokenvalidator;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom: root, jwks, jws, keys, in that order and never back. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void pointsInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("root")
        .definedBy("dev.tokenvalidator")
        .layer("jwks")
        .definedBy("dev.tokenvalidator.jwks")
        .layer("jws")
        .definedBy("dev.tokenvalidator.jws")
        .layer("keys")
        .definedBy("dev.tokenvalidator.keys")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("jwks")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("jws")
        .mayOnlyBeAccessedByLayers("root", "jwks")
        .whereLayer("keys")
        .mayOnlyBeAccessedByLayers("root", "jwks", "jws")
        .check(CORE);
  }

  @Test
  void readsJsonInOnePlaceAndKeysInAnother() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.tokenvalidator\\.jws\\.StrictJson(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CORE);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.tokenvalidator.jwks.JwkReader")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.nimbusds..")
        .check(CORE);
  }

  @Test
  void makesTokensOnlyWhereTheirRulesAre() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.tokenvalidator.ClaimsRules")
        .should()
        .callConstructorWhere(target(owner(type(AccessToken.class))))
        .check(CORE);
    assertThat(AccessToken.class.getConstructors()).isEmpty();
  }

  @Test
  void exportsTheRootAndTheKeysOnly() {
    assertThat(AccessTokenValidator.class.getModule().getName()).isEqualTo("dev.tokenvalidator");
    assertThat(
            Objects.requireNonNull(AccessTokenValidator.class.getModule().getDescriptor())
                .exports()
                .stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("dev.tokenvalidator", "dev.tokenvalidator.keys");
  }
}
