package dev.tokenvalidator.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tokenvalidator.CheckReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ArchitectureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tokenvalidator.servlet");

  @Test
  void usesOnlyCoresPackagesForItAndTheServletApi() {
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
            "dev.tokenvalidator.internal.settings",
            "dev.tokenvalidator.keys",
            "dev.tokenvalidator.servlet")
        .check(OURS);
  }

  @Test
  void hasNoClassesThatUseEachOtherInACircle() {
    assertThat(ClassCycles.in(OURS)).isEmpty();
  }

  /** Shows that the search for circles works. */
  @Test
  void findsACircleOfThreeButNoBuilderAndNoSealedFamily() {
    JavaClasses classes = new ClassFileImporter().importPackages("dev.tokenvalidator.circles");

    assertThat(ClassCycles.in(classes))
        .containsExactly(
            Set.of(
                "dev.tokenvalidator.circles.First",
                "dev.tokenvalidator.circles.Second",
                "dev.tokenvalidator.circles.Third"));
  }

  @Test
  void listsEveryClassOnceInTheMapOfRooms() throws IOException {
    String map =
        Files.readString(
            Path.of(
                "src", "main", "java", "dev", "tokenvalidator", "servlet", "package-info.java"));
    List<String> listed =
        Pattern.compile("\\{@code\\s+(?:\\*\\s+)?(\\w+)}")
            .matcher(map)
            .results()
            .map(found -> found.group(1))
            .sorted()
            .toList();

    assertThat(listed)
        .isEqualTo(
            OURS.stream()
                .filter(each -> each.isTopLevelClass() && !each.getSimpleName().contains("-"))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList());
  }

  /** Some classes know the filters by name only, because they must not use the classes. */
  @Test
  void namesTheFiltersByTheirClasses() {
    assertThat(FilterNames.BEARER_TOKEN_FILTER).isEqualTo(BearerTokenFilter.class.getName());
    assertThat(FilterNames.ANNOTATION_DOOR).isEqualTo(AnnotationDoor.class.getName());
  }

  /** A filter that is not registered protects nothing. */
  @Test
  void warnsIfTheResultOfABuilderIsUnused() {
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
