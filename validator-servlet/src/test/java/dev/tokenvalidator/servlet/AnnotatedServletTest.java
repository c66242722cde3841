package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatedServletTest {

  @Test
  @Tag("S15")
  void appliesTheClassAnnotationToEveryMethod() {
    assertThat(needs(OnClass.class, "GET")).isEqualTo("allOf(class)");
    assertThat(needs(OnClass.class, "TRACE")).isEqualTo("allOf(class)");
    assertThat(needs(OnClass.class, "get")).isEqualTo("allOf(class)");
  }

  @Test
  @Tag("S15")
  void combinesClassAndMethodAnnotations() {
    assertThat(needs(OnBoth.class, "GET")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(OnBoth.class, "HEAD")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(OnBoth.class, "POST")).isEqualTo("allOf(class)");
  }

  @Test
  void coversOnlyAnnotatedMethodsWithoutAClassAnnotation() {
    assertThat(needs(OnMethod.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(OnMethod.class, "HEAD")).isEqualTo("allOf(get)");
    assertThat(needs(OnMethod.class, "POST")).isNull();
    assertThat(needs(OnMethod.class, "OPTIONS")).isNull();
    assertThat(needs(OnMethod.class, "FOO")).isNull();
  }

  @Test
  void requiresTheScopesOfGetForAnOverriddenHead() {
    assertThat(needs(OnHead.class, "HEAD")).isEqualTo("allOf(get) allOf(head)");
    assertThat(needs(OnHead.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  @Tag("S15")
  void inheritsAnnotationsOfTheSuperclass() {
    assertThat(needs(SubclassOfBoth.class, "GET")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(new OnBoth() {}.getClass(), "GET"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
  }

  /** The methods that a subclass inherits still ask for what their own class asks for. */
  @Test
  @Tag("S15")
  void combinesAnnotationsOfClassAndSuperclasses() {
    assertThat(needs(OtherOnClass.class, "GET")).isEqualTo("allOf(class) allOf(other)");
    assertThat(needs(new OtherOnClass() {}.getClass(), "GET"))
        .isEqualTo("allOf(class) allOf(other)");
    assertThat(needs(SameOnClass.class, "GET")).isEqualTo("allOf(class)");
    assertThat(needs(OtherOnBoth.class, "GET"))
        .isEqualTo("allOf(class) allOf(other) allOf(get) anyOf(x y)");
  }

  @Test
  @Tag("S15")
  void keepsTheScopeOfAnOverriddenMethod() {
    assertThat(needs(OverridesWithout.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(OverridesWithout.class, "HEAD")).isEqualTo("allOf(get)");
    assertThat(needs(OverridesWithoutTwice.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(HeadWithout.class, "HEAD")).isEqualTo("allOf(get) allOf(head)");
    assertThat(needs(MadePublic.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(BelowBridge.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(ImplementsWithout.class, "GET")).isEqualTo("allOf(abstract)");
  }

  @Test
  @Tag("S15")
  void usesTheNearestAnnotatedOverride() {
    assertThat(needs(Overrides.class, "GET")).isEqualTo("allOf(stronger)");
    assertThat(needs(OverridesStronger.class, "GET")).isEqualTo("allOf(stronger)");
  }

  @Test
  @Tag("S15")
  void readsAnnotationsBehindBridgeMethods() {
    assertThat(needs(Bridged.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(PubliclyBridged.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  void allowsAnnotatedClassesToOverrideService() {
    assertThat(needs(OwnService.class, "GET")).isEqualTo("allOf(class)");
    assertThat(needs(Generic.class, "GET")).isEqualTo("allOf(class)");
  }

  @Test
  void findsNothingOnServletsWithoutAnnotation() {
    assertThat(AnnotatedServlet.of(Plain.class).isAnnotated()).isFalse();
    assertThat(needs(Plain.class, "GET")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Empty.class,
        Malformed.class,
        OnHelper.class,
        OnOverload.class,
        OnMethodBesideService.class,
        OnMethodBelowService.class,
        OnMethodOfGeneric.class,
        OnInterface.class,
        OnInterfaceOfInterface.class,
        OnInterfaceMethod.class,
        OnComposed.class,
        OnComposedMethod.class,
        BelowEmpty.class
      })
  @Tag("S15")
  void refusesAnnotationsWithoutEffect(Class<?> servlet) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotatedServlet.of(servlet))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("@RequiresScope"))
        .withMessageContaining(AnnotatedServletTest.class.getSimpleName());
  }

  /** A server and an application may each bring the library. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        OnClass.class,
        OnMethod.class,
        SubclassOfBoth.class,
        OverridesWithout.class,
        OnInterface.class,
        OnInterfaceMethod.class
      })
  void refusesAnnotationsOfAnotherLibraryCopy(Class<?> servlet) throws Exception {
    Class<?> copy = OtherLoader.withItsOwnLibrary().loadClass(servlet.getName());

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotatedServlet.of(copy))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("@RequiresScope"))
        .withMessageContaining(AnnotatedServletTest.class.getSimpleName())
        .withMessageContaining("another copy of this library")
        .withMessageContaining("validator-servlet");
  }

  /** The platform drops an annotation whose class the servlet's own loader does not find. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        OnClass.class,
        OnMethod.class,
        SubclassOfBoth.class,
        OverridesWithout.class,
        OnInterface.class,
        OnInterfaceMethod.class
      })
  void refusesAnnotationsWhoseClassIsMissing(Class<?> servlet) throws Exception {
    Class<?> blind = OtherLoader.withoutLibrary().loadClass(servlet.getName());
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotatedServlet.of(blind))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("@RequiresScope"))
        .withMessageContaining(AnnotatedServletTest.class.getSimpleName())
        .withMessageContaining("does not find");
  }

  @Test
  void ignoresServletsThatOnlyMentionTheAnnotation() throws Exception {
    Class<?> blind = OtherLoader.withoutLibrary().loadClass(Mentions.class.getName());

    assertThat(AnnotatedServlet.of(blind).isAnnotated()).isFalse();
    assertThat(AnnotatedServlet.of(Mentions.class).isAnnotated()).isFalse();
    assertThat(AnnotatedServlet.of(Handles.class).isAnnotated()).isFalse();
    assertThat(AnnotationCheck.isWrittenOn(Handles.class)).isFalse();
  }

  /** So that each brings the filter, or stops the start where the filter would. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        OnClass.class,
        OnMethod.class,
        OverridesWithoutTwice.class,
        Malformed.class,
        OnHelper.class,
        OnInterfaceOfInterface.class,
        OnInterfaceMethod.class,
        OnComposed.class,
        OnComposedMethod.class
      })
  void detectsAnnotationsThatItWouldRefuse(Class<?> servlet) throws Exception {
    assertThat(AnnotationCheck.isWrittenOn(servlet)).isTrue();
    assertThat(
            AnnotationCheck.isWrittenOn(
                OtherLoader.withItsOwnLibrary().loadClass(servlet.getName())))
        .isTrue();
    assertThat(AnnotationCheck.isWrittenOn(Plain.class)).isFalse();
  }

  /** A class without methods looks like one whose methods a native image hides. */
  @Test
  void refusesAServletWhoseMethodsANativeImageHides() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> AnnotationCheck.checkMethodsAreShown(OnClass.class, true))
        .withMessageContaining(OnClass.class.getName())
        .withMessageContaining("allDeclaredMethods");

    assertThatNoException()
        .isThrownBy(
            () -> {
              AnnotationCheck.checkMethodsAreShown(OnMethod.class, true);
              AnnotationCheck.checkMethodsAreShown(OnClass.class, false);
            });
  }

  private static @Nullable String needs(Class<?> servlet, String method) {
    AccessRule rule = AnnotatedServlet.of(servlet).rule(method);
    return rule == null ? null : rule.access().toString();
  }

  @SuppressWarnings("serial")
  static class Plain extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  @SuppressWarnings("serial")
  static class OnClass extends HttpServlet {}

  @RequiresScope("other")
  @SuppressWarnings("serial")
  static class OtherOnClass extends OnClass {}

  @RequiresScope("class")
  @SuppressWarnings("serial")
  static class SameOnClass extends OnClass {}

  @RequiresScope("class")
  @SuppressWarnings("serial")
  static class OnBoth extends HttpServlet {
    @Override
    @RequiresScope(
        value = "get",
        anyOf = {"x", "y"})
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class SubclassOfBoth extends OnBoth {}

  @RequiresScope("other")
  @SuppressWarnings("serial")
  static class OtherOnBoth extends OnBoth {}

  @SuppressWarnings("serial")
  static class OnMethod extends HttpServlet {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnHead extends OnMethod {
    @Override
    @RequiresScope("head")
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class Overrides extends OnMethod {
    @Override
    @RequiresScope("stronger")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OverridesWithout extends OnMethod {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OverridesWithoutTwice extends OverridesWithout {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OverridesStronger extends Overrides {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class HeadWithout extends OnHead {
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class MadePublic extends OnMethod {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  abstract static class Abstract extends HttpServlet {
    @Override
    @RequiresScope("abstract")
    protected abstract void doGet(HttpServletRequest request, HttpServletResponse response);
  }

  @SuppressWarnings("serial")
  static class ImplementsWithout extends Abstract {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class Typed<Q, A> extends HttpServlet {
    protected void doGet(Q request, A response) {}
  }

  /** The compiler adds {@code doGet(Object, Object)}, with the annotation. */
  @SuppressWarnings("serial")
  static class Bridged extends Typed<HttpServletRequest, HttpServletResponse> {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  private static class HiddenOnMethod extends HttpServlet {
    @Override
    @RequiresScope("get")
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** The compiler adds a public {@code doGet} that calls the hidden one. */
  @SuppressWarnings("serial")
  public static class PubliclyBridged extends HiddenOnMethod {}

  @SuppressWarnings("serial")
  static class BelowBridge extends PubliclyBridged {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  @SuppressWarnings("serial")
  static class OwnService extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  @SuppressWarnings("serial")
  static class Generic extends GenericServlet {
    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  @RequiresScope
  @SuppressWarnings("serial")
  static class Empty extends HttpServlet {}

  @RequiresScope("two scopes")
  @SuppressWarnings("serial")
  static class Malformed extends HttpServlet {}

  @RequiresScope("other")
  @SuppressWarnings("serial")
  static class BelowEmpty extends Empty {}

  @RequiresScope("composed")
  @Retention(RetentionPolicy.RUNTIME)
  @interface Composed {}

  @Composed
  @SuppressWarnings("serial")
  static class OnComposed extends HttpServlet {}

  @SuppressWarnings("serial")
  static class OnComposedMethod extends HttpServlet {
    @Override
    @Composed
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** Names the annotation, and has annotations, but is not annotated with it. */
  @Deprecated
  @SuppressWarnings("serial")
  static class Mentions extends HttpServlet {
    boolean isRead(Class<?> type) {
      return type.isAnnotationPresent(RequiresScope.class);
    }
  }

  @Deprecated
  @SuppressWarnings("serial")
  static class Handles extends HttpServlet {
    String scopes(Class<?> type) {
      RequiresScope annotation = type.getAnnotation(RequiresScope.class);
      return String.join(" ", annotation.value());
    }
  }

  @SuppressWarnings("serial")
  static class OnHelper extends HttpServlet {
    @RequiresScope("get")
    protected void helper(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnOverload extends HttpServlet {
    @RequiresScope("get")
    protected void doGet(ServletRequest request, ServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnMethodBesideService extends OnMethod {
    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class UnannotatedService extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnMethodBelowService extends UnannotatedService {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnMethodOfGeneric extends GenericServlet {
    @Override
    @RequiresScope("service")
    public void service(ServletRequest request, ServletResponse response) {}
  }

  @RequiresScope("interface")
  interface Annotated {}

  interface Extended extends Annotated {}

  interface WithMethod {
    @RequiresScope("interface")
    default void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @SuppressWarnings("serial")
  static class OnInterface extends HttpServlet implements Annotated {}

  @SuppressWarnings("serial")
  static class OnInterfaceOfInterface extends HttpServlet implements Extended {}

  @SuppressWarnings("serial")
  static class OnInterfaceMethod extends HttpServlet implements WithMethod {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }
}
