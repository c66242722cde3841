package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatedServletTest {

  @Test
  @Tag("S15")
  void appliesTheClassAnnotationToEveryMethod() {
    assertThat(requirement(SampleServlets.OnClass.class, "GET")).isEqualTo("allOf(class)");
    assertThat(requirement(SampleServlets.OnClass.class, "TRACE")).isEqualTo("allOf(class)");
    assertThat(requirement(SampleServlets.OnClass.class, "get")).isEqualTo("allOf(class)");
  }

  @Test
  @Tag("S15")
  void combinesClassAndMethodAnnotations() {
    assertThat(requirement(SampleServlets.OnBoth.class, "GET"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(requirement(SampleServlets.OnBoth.class, "HEAD"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(requirement(SampleServlets.OnBoth.class, "POST")).isEqualTo("allOf(class)");
  }

  @Test
  void coversOnlyAnnotatedMethodsWithoutAClassAnnotation() {
    assertThat(requirement(SampleServlets.OnMethod.class, "GET")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.OnMethod.class, "HEAD")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.OnMethod.class, "POST")).isNull();
    assertThat(requirement(SampleServlets.OnMethod.class, "OPTIONS")).isNull();
    assertThat(requirement(SampleServlets.OnMethod.class, "FOO")).isNull();
  }

  @Test
  void requiresTheScopesOfGetForAnOverriddenHead() {
    assertThat(requirement(SampleServlets.OnHead.class, "HEAD"))
        .isEqualTo("allOf(get) allOf(head)");
    assertThat(requirement(SampleServlets.OnHead.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  @Tag("S15")
  void inheritsAnnotationsOfTheSuperclass() {
    assertThat(requirement(SampleServlets.SubclassOfBoth.class, "GET"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(requirement(new SampleServlets.OnBoth() {}.getClass(), "GET"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
  }

  /** Inherited methods still require the scope of the class that declares them. */
  @Test
  @Tag("S15")
  void combinesAnnotationsOfClassAndSuperclasses() {
    assertThat(requirement(SampleServlets.OtherOnClass.class, "GET"))
        .isEqualTo("allOf(class) allOf(other)");
    assertThat(requirement(new SampleServlets.OtherOnClass() {}.getClass(), "GET"))
        .isEqualTo("allOf(class) allOf(other)");
    assertThat(requirement(SampleServlets.SameOnClass.class, "GET")).isEqualTo("allOf(class)");
    assertThat(requirement(SampleServlets.OtherOnBoth.class, "GET"))
        .isEqualTo("allOf(class) allOf(other) allOf(get) anyOf(x y)");
  }

  @Test
  @Tag("S15")
  void keepsTheScopeOfAnOverriddenMethod() {
    assertThat(requirement(SampleServlets.OverridesWithout.class, "GET")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.OverridesWithout.class, "HEAD")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.OverridesWithoutTwice.class, "GET"))
        .isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.HeadWithout.class, "HEAD"))
        .isEqualTo("allOf(get) allOf(head)");
    assertThat(requirement(SampleServlets.MadePublic.class, "GET")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.BelowBridge.class, "GET")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.ImplementsWithout.class, "GET"))
        .isEqualTo("allOf(abstract)");
  }

  @Test
  @Tag("S15")
  void addsUpTheAnnotationsOfOverriddenMethods() {
    assertThat(requirement(SampleServlets.Overrides.class, "GET"))
        .isEqualTo("allOf(get) allOf(stronger)");
    assertThat(requirement(SampleServlets.OverridesStronger.class, "GET"))
        .isEqualTo("allOf(get) allOf(stronger)");
  }

  @Test
  @Tag("S15")
  void addsTheAnnotationsOfInterfaces() {
    assertThat(requirement(SampleServlets.OnInterface.class, "GET")).isEqualTo("allOf(interface)");
    assertThat(requirement(SampleServlets.OnInterfaceOfInterface.class, "POST"))
        .isEqualTo("allOf(interface)");
    assertThat(requirement(SampleServlets.OnInterfaceMethod.class, "GET"))
        .isEqualTo("allOf(interface)");
    assertThat(requirement(SampleServlets.OnInterfaceMethod.class, "POST")).isNull();
  }

  @Test
  void readsEachKindOfAnnotation() {
    assertThat(requirement(SampleServlets.ForMachines.class, "GET"))
        .isEqualTo("authenticated machineOnly");
    assertThat(requirement(SampleServlets.ForMachines.class, "POST"))
        .isEqualTo("allOf(post) machineOnly");
    assertThat(requirement(SampleServlets.Opened.class, "GET")).isEqualTo("open");
    assertThat(requirement(SampleServlets.OfAnyOrganization.class, "GET"))
        .isEqualTo("authenticated anyOrganization");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SampleServlets.OpenBelowScope.class,
        SampleServlets.OpenMethod.class,
        SampleServlets.OpenAndScope.class
      })
  void refusesToOpenWhatAnotherAnnotationProtects(Class<?> servlet) {
    assertRefuses(servlet, servlet == SampleServlets.OpenMethod.class ? "@Open" : null)
        .withMessageContaining("add up");
  }

  @Test
  void refusesToReadAnOrganizationFromThePathOfAServlet() {
    assertRefuses(SampleServlets.OfOrganization.class, "@Organization")
        .withMessageContaining("organization(org)");
  }

  @Test
  @Tag("S15")
  void readsAnnotationsBehindBridgeMethods() {
    assertThat(requirement(SampleServlets.Bridged.class, "GET")).isEqualTo("allOf(get)");
    assertThat(requirement(SampleServlets.PubliclyBridged.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  void allowsAnnotatedClassesToOverrideService() {
    assertThat(requirement(SampleServlets.OwnService.class, "GET")).isEqualTo("allOf(class)");
    assertThat(requirement(SampleServlets.Generic.class, "GET")).isEqualTo("allOf(class)");
  }

  @Test
  void findsNothingOnServletsWithoutAnnotation() {
    assertThat(AnnotatedServlet.of(SampleServlets.Plain.class).isAnnotated()).isFalse();
    assertThat(requirement(SampleServlets.Plain.class, "GET")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SampleServlets.Empty.class,
        SampleServlets.Malformed.class,
        SampleServlets.OnHelper.class,
        SampleServlets.OnOverload.class,
        SampleServlets.OnMethodBesideService.class,
        SampleServlets.OnMethodBelowService.class,
        SampleServlets.OnMethodOfGeneric.class,
        SampleServlets.OnComposed.class,
        SampleServlets.OnComposedMethod.class,
        SampleServlets.BelowEmpty.class
      })
  @Tag("S15")
  void refusesAnnotationsWithoutEffect(Class<?> servlet) {
    assertRefuses(servlet);
  }

  /** A server and an application may each contain the library. */
  @ParameterizedTest
  @MethodSource("annotatedServlets")
  void refusesAnnotationsOfAnotherLibraryCopy(Class<?> servlet) throws Exception {
    assertRefuses(OtherLoader.withItsOwnLibrary().loadClass(servlet.getName()))
        .withMessageContaining("another copy of this library");
  }

  /** Reflection omits an annotation whose class the loader of the servlet does not find. */
  @ParameterizedTest
  @MethodSource("annotatedServlets")
  void refusesAnnotationsWhoseClassIsMissing(Class<?> servlet) throws Exception {
    assertRefuses(OtherLoader.withoutLibrary().loadClass(servlet.getName()))
        .withMessageContaining("does not find");
  }

  static List<Class<?>> annotatedServlets() {
    return List.of(
        SampleServlets.OnClass.class,
        SampleServlets.OnMethod.class,
        SampleServlets.SubclassOfBoth.class,
        SampleServlets.OverridesWithout.class,
        SampleServlets.OnInterface.class,
        SampleServlets.OnInterfaceMethod.class);
  }

  @Test
  @SuppressWarnings("deprecation") // their other annotation is @Deprecated
  void ignoresServletsThatOnlyMentionTheAnnotation() throws Exception {
    Class<?> servlet =
        OtherLoader.withoutLibrary().loadClass(SampleServlets.Mentions.class.getName());

    assertThat(AnnotatedServlet.of(servlet).isAnnotated()).isFalse();
    assertThat(AnnotatedServlet.of(SampleServlets.Mentions.class).isAnnotated()).isFalse();
    assertThat(AnnotatedServlet.of(SampleServlets.Handles.class).isAnnotated()).isFalse();
    assertThat(AnnotatedAccess.isWrittenOn(SampleServlets.Handles.class)).isFalse();
  }

  /** Such a servlet installs the filter, which may then refuse to start because of it. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        SampleServlets.OnClass.class,
        SampleServlets.OnMethod.class,
        SampleServlets.OverridesWithoutTwice.class,
        SampleServlets.Malformed.class,
        SampleServlets.OnHelper.class,
        SampleServlets.OnInterfaceOfInterface.class,
        SampleServlets.OnInterfaceMethod.class,
        SampleServlets.OnComposed.class,
        SampleServlets.OnComposedMethod.class
      })
  void detectsAnnotationsThatItWouldRefuse(Class<?> servlet) throws Exception {
    assertThat(AnnotatedAccess.isWrittenOn(servlet)).isTrue();
    assertThat(
            AnnotatedAccess.isWrittenOn(
                OtherLoader.withItsOwnLibrary().loadClass(servlet.getName())))
        .isTrue();
    assertThat(AnnotatedAccess.isWrittenOn(SampleServlets.Plain.class)).isFalse();
  }

  /** A class without methods looks like one whose methods a native image hides. */
  @Test
  void refusesAServletWhoseMethodsANativeImageHides() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotationCheck.checkMethodsAreShown(SampleServlets.OnClass.class, true))
        .withMessageContaining(SampleServlets.OnClass.class.getName())
        .withMessageContaining("allDeclaredMethods");

    assertThatExceptionOfType(InvalidSettingException.class)
        .as("a class whose superclass is shown")
        .isThrownBy(() -> AnnotationCheck.checkMethodsAreShown(BelowOnMethod.class, true))
        .withMessageContaining(BelowOnMethod.class.getName());

    assertThatNoException()
        .isThrownBy(
            () -> {
              AnnotationCheck.checkMethodsAreShown(SampleServlets.OnMethod.class, true);
              AnnotationCheck.checkMethodsAreShown(SampleServlets.OnClass.class, false);
            });
  }

  @SuppressWarnings("serial")
  private static final class BelowOnMethod extends SampleServlets.OnMethod {}

  private static ThrowableAssertAlternative<InvalidSettingException> assertRefuses(
      Class<?> servlet) {
    return assertRefuses(servlet, "@RequiresScope");
  }

  private static ThrowableAssertAlternative<InvalidSettingException> assertRefuses(
      Class<?> servlet, @Nullable String setting) {
    return assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotatedServlet.of(servlet))
        .satisfies(
            refusal -> assertThat(refusal.setting()).startsWith(setting == null ? "@" : setting))
        .withMessageContaining(SampleServlets.class.getSimpleName());
  }

  private static @Nullable String requirement(Class<?> servlet, String method) {
    AccessRule rule = AnnotatedServlet.of(servlet).rule(method);
    return rule == null ? null : rule.access().toString();
  }
}
