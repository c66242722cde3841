package dev.tokenvalidator.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tokenvalidator.Access;
import dev.tokenvalidator.CheckReturnValue;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tokenvalidator.servlet");

  @Test
  void usesOnlyTheExportedPackagesOfCoreAndTheServletApi() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "jakarta.servlet",
            "jakarta.servlet.annotation",
            "jakarta.servlet.http",
            "dev.tokenvalidator",
            "dev.tokenvalidator.keys",
            "dev.tokenvalidator.servlet")
        .check(OURS);
  }

  /** An access that nobody uses, and a filter that nobody registers, protect nothing. */
  @Test
  void marksWhateverProtectsNothingByItself() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredIn(Access.class)
        .and()
        .haveRawReturnType(Access.class)
        .should()
        .beAnnotatedWith(CheckReturnValue.class)
        .check(OURS);
    methods()
        .that()
        .areDeclaredIn(BearerTokenFilterBuilder.class)
        .and()
        .haveName("build")
        .should()
        .beAnnotatedWith(CheckReturnValue.class)
        .check(OURS);
  }
}
