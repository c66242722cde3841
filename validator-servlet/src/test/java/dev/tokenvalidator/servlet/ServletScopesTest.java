package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServletScopesTest {

  @Test
  void s15CoversEveryMethodByTheClass() {
    assertThat(needs(OnClass.class, "GET")).isEqualTo("allOf(class)");
    assertThat(needs(OnClass.class, "TRACE")).isEqualTo("allOf(class)");
    assertThat(needs(OnClass.class, "get")).isEqualTo("allOf(class)");
  }

  @Test
  void s15AddsClassAndMethodUp() {
    assertThat(needs(OnBoth.class, "GET")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(OnBoth.class, "HEAD")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(OnBoth.class, "POST")).isEqualTo("allOf(class)");
  }

  @Test
  void coversOnlyAnnotatedMethodsWithoutTheClass() {
    assertThat(needs(OnMethod.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(OnMethod.class, "HEAD")).isEqualTo("allOf(get)");
    assertThat(needs(OnMethod.class, "POST")).isNull();
    assertThat(needs(OnMethod.class, "OPTIONS")).isNull();
    assertThat(needs(OnMethod.class, "FOO")).isNull();
  }

  @Test
  void needsForHeadWhatGetNeedsEvenIfOverridden() {
    assertThat(needs(OnHead.class, "HEAD")).isEqualTo("allOf(get) allOf(head)");
    assertThat(needs(OnHead.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  void s15InheritsFromSuperclass() {
    assertThat(needs(SubclassOfBoth.class, "GET")).isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(new OnBoth() {}.getClass(), "GET"))
        .isEqualTo("allOf(class) allOf(get) anyOf(x y)");
    assertThat(needs(OtherOnClass.class, "GET")).isEqualTo("allOf(other)");
  }

  @Test
  void s15TakesTheMostSpecificOverride() {
    assertThat(needs(Overrides.class, "GET")).isEqualTo("allOf(stronger)");
    assertThat(needs(OverridesWithout.class, "GET")).isNull();
  }

  @Test
  void s15LooksThroughBridges() {
    assertThat(needs(Bridged.class, "GET")).isEqualTo("allOf(get)");
    assertThat(needs(PubliclyBridged.class, "GET")).isEqualTo("allOf(get)");
  }

  @Test
  void allowsAnnotatedClassToOverrideService() {
    assertThat(needs(OwnService.class, "GET")).isEqualTo("allOf(class)");
    assertThat(needs(Generic.class, "GET")).isEqualTo("allOf(class)");
  }

  @Test
  void findsNothingOnServletWithoutAnnotation() {
    assertThat(ServletScopes.of(Plain.class).isAnnotated()).isFalse();
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
        OnInterfaceMethod.class
      })
  void s15RefusesAnnotationThatWouldHaveNoEffect(Class<?> servlet) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> ServletScopes.of(servlet))
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("@RequiresScope"))
        .withMessageContaining(ServletScopesTest.class.getSimpleName());
  }

  private static @Nullable String needs(Class<?> servlet, String method) {
    Rule rule = ServletScopes.of(servlet).rule(method);
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
