package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tokenvalidator.elsewhere.Hidden;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is found on a method, on what it overrides, and on their types adds up. */
@SuppressWarnings({"UnusedMethod", "EffectivelyPrivate"}) // reflection reads them
class AnnotatedAccessTest {

  @RequiresScope("class")
  static class OnClass {
    public void get() {}
  }

  static class OnMethod {
    @RequiresScope("method")
    public void get() {}

    public void post() {}
  }

  @Test
  void readsTheClassAndTheMethod() {
    @RequiresScope("class")
    class Both extends OnMethod {
      @Override
      @RequiresScope(anyOf = {"a", "b"})
      public void get() {}
    }

    assertThat(need(OnClass.class, "get")).isEqualTo("allOf(class)");
    assertThat(need(OnMethod.class, "get")).isEqualTo("allOf(method)");
    assertThat(need(OnMethod.class, "post")).isNull();
    assertThat(need(Both.class, "get")).isEqualTo("allOf(class) allOf(method) anyOf(a b)");
    assertThat(need(Both.class, "post")).isEqualTo("allOf(class)");
    assertThat(AnnotatedAccess.of(OnMethod.class)).isEmpty();
    assertThat(AnnotatedAccess.of(Both.class).orElseThrow().access().toString())
        .isEqualTo("allOf(class)");
  }

  @Test
  void saysWhereEachDemandComesFrom() throws Exception {
    class Sub extends OnMethod {
      @Override
      @MachineOnly
      public void get() {}
    }

    AnnotatedAccess access =
        AnnotatedAccess.of(Sub.class, Sub.class.getMethod("get")).orElseThrow();

    assertThat(access.sources())
        .containsExactly(
            "@RequiresScope on " + OnMethod.class.getName() + ".get",
            "@MachineOnly on " + Sub.class.getName() + ".get");
    assertThat(access.toString())
        .isEqualTo("allOf(method) machineOnly by " + String.join(", ", access.sources()));
  }

  @Test
  void readsEachKindOfAnnotation() {
    @Authenticated
    class Any {
      public void get() {}
    }
    @MachineOnly
    class Machine {
      public void get() {}
    }
    @Open
    class Everybody {
      public void get() {}
    }
    @AnyOrganization
    class Member {
      public void get() {}
    }
    class Tenant {
      @RequiresScope("a")
      @MachineOnly
      @Organization("org")
      public void get() {}
    }

    assertThat(need(Any.class, "get")).isEqualTo("authenticated");
    assertThat(need(Machine.class, "get")).isEqualTo("authenticated machineOnly");
    assertThat(need(Everybody.class, "get")).isEqualTo("open");
    assertThat(need(Member.class, "get")).isEqualTo("authenticated anyOrganization");
    assertThat(need(Tenant.class, "get")).isEqualTo("allOf(a) machineOnly organization(org)");
  }

  interface Described {
    @RequiresScope("interface")
    void get();
  }

  @RequiresScope("above")
  interface Extended extends Described {}

  @Test
  void readsInterfacesAndWhatTheyExtend() {
    class Implementation implements Extended {
      @Override
      public void get() {}

      public void post() {}
    }
    class Sub extends Implementation {
      @Override
      public void get() {}
    }

    assertThat(need(Implementation.class, "get")).isEqualTo("allOf(above) allOf(interface)");
    assertThat(need(Implementation.class, "post")).isEqualTo("allOf(above)");
    assertThat(need(Sub.class, "get")).isEqualTo("allOf(above) allOf(interface)");
  }

  /** A framework may know an endpoint by the method of its interface. */
  @Test
  void findsTheSameWhicheverMethodOfTheHierarchyIsGiven() throws Exception {
    class Implementation implements Described {
      @Override
      @RequiresScope("class")
      public void get() {}
    }

    assertThat(
            List.of(
                AnnotatedAccess.of(Implementation.class, Described.class.getMethod("get")),
                AnnotatedAccess.of(Implementation.class, Implementation.class.getMethod("get"))))
        .allSatisfy(
            access ->
                assertThat(access.orElseThrow().access().toString())
                    .isEqualTo("allOf(interface) allOf(class)"));
  }

  abstract static class Typed<I, L extends List<I>> {
    @RequiresScope("one")
    public abstract void one(I item);

    @RequiresScope("several")
    public void several(L items, I[] array, List<? extends I> more) {}

    @RequiresScope("other")
    public void one(Integer item) {}
  }

  abstract static class Between<K> extends Typed<K, List<K>> {}

  static class Strings extends Between<String> {
    @Override
    public void one(String item) {}

    @Override
    public void several(List<String> items, String[] array, List<? extends String> more) {}
  }

  @SuppressWarnings("rawtypes")
  static class Raw extends Between {
    @Override
    public void one(Object item) {}
  }

  @Test
  void fillsInTypeParameters() throws Exception {
    assertThat(need(Strings.class, Strings.class.getMethod("one", String.class)))
        .isEqualTo("allOf(one)");
    assertThat(need(Strings.class, Typed.class.getMethod("one", Object.class)))
        .isEqualTo("allOf(one)");
    assertThat(need(Strings.class, "several")).isEqualTo("allOf(several)");
    assertThat(need(Raw.class, Raw.class.getMethod("one", Object.class))).isEqualTo("allOf(one)");
  }

  @Test
  void tellsOverloadsApart() throws Exception {
    assertThat(need(Strings.class, Strings.class.getMethod("one", Integer.class)))
        .isEqualTo("allOf(other)");
  }

  static class Reading implements Callable<String> {
    @Override
    @RequiresScope("call")
    public String call() {
      return "";
    }
  }

  /** The compiler adds {@code Object call()}, and reflection may give either of them. */
  @Test
  void findsTheSameThroughABridge() {
    List<Method> methods =
        Arrays.stream(Reading.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("call"))
            .toList();

    assertThat(methods).hasSize(2).anyMatch(Method::isBridge);
    assertThat(methods)
        .allSatisfy(method -> assertThat(need(Reading.class, method)).isEqualTo("allOf(call)"));
  }

  @Test
  void readsThroughAClassThatExtendsTheEndpoint() {
    assertThat(need(new OnClass() {}.getClass(), "get")).isEqualTo("allOf(class)");
  }

  /** A proxy of an interface hides the class behind it, and so would an interface. */
  @Test
  void refusesWhatHidesTheClassBehindIt() throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            Described.class.getClassLoader(),
            new Class<?>[] {Described.class},
            (self, method, arguments) -> null);

    for (Class<?> hiding : List.of(proxy.getClass(), Described.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AnnotatedAccess.of(hiding))
          .withMessageContaining("give that");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnnotatedAccess.of(OnClass.class, OnMethod.class.getMethod("get")))
        .withMessageContaining("does not have the method");
  }

  static class NotOverriding extends Hidden {
    public void get() {}
  }

  static class OverridingThroughAnother extends Hidden.Shown {
    @Override
    public void get() {}
  }

  /** A method without a modifier is overridden in its own package, and through that elsewhere. */
  @Test
  void followsOverridesThroughAnotherPackage() {
    assertThat(need(NotOverriding.class, "get")).isNull();
    assertThat(need(OverridingThroughAnother.class, "get")).isEqualTo("allOf(hidden)");
  }

  interface Handler<T> {
    @RequiresScope("handler")
    void handle(T item);
  }

  @Authenticated
  static class Outer<T> {
    class Inner implements Handler<T> {
      @Override
      public void handle(T item) {}
    }

    Outer<T> wrapped() {
      return new Outer<T>() {};
    }
  }

  static class OuterOfString extends Outer<String> {
    class OfString extends Inner {
      @Override
      public void handle(String item) {}
    }
  }

  @Test
  void fillsInTypeParametersOfEnclosingClasses() throws Exception {
    assertThat(need(OuterOfString.OfString.class, "handle")).isEqualTo("allOf(handler)");
    assertThat(
            need(
                new Outer<String>().wrapped().getClass(), Outer.class.getDeclaredMethod("wrapped")))
        .isEqualTo("authenticated");
  }

  @Test
  void joinsTwoMethods() {
    @Organization("a")
    class First {}
    @Organization("b")
    class Second {}
    AnnotatedAccess first = AnnotatedAccess.of(First.class).orElseThrow();

    assertThat(first.and(AnnotatedAccess.of(OnClass.class).orElseThrow()).access().toString())
        .isEqualTo("allOf(class) organization(a)");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> first.and(AnnotatedAccess.of(Second.class).orElseThrow()))
        .withMessageContaining("organization once");
  }

  /** A private method is not overridden. */
  @Test
  void readsNoMethodThatIsNotOverridden() throws Exception {
    class Base {
      @RequiresScope("private")
      private void get() {}

      @RequiresScope("static")
      static void post() {}
    }
    class Sub extends Base {
      public void get() {}

      static void post() {}
    }

    assertThat(need(Sub.class, "get")).isNull();
    assertThat(need(Sub.class, Sub.class.getDeclaredMethod("post"))).isNull();
    assertThat(need(Base.class, Base.class.getDeclaredMethod("get"))).isEqualTo("allOf(private)");
  }

  @Test
  void refusesToOpenWhatAnotherAnnotationProtects() {
    class OpenMethod extends OnClass {
      @Override
      @Open
      public void get() {}
    }
    @Open
    class OpenClass extends OnMethod {}
    @Open
    class OpenBelow extends OnClass {}

    assertRefuses(OpenMethod.class, "get", "@Open")
        .contains(OpenMethod.class.getName() + ".get")
        .contains("@RequiresScope on " + OnClass.class.getName());
    assertRefuses(OpenClass.class, "get", "@RequiresScope").contains("add up");
    assertRefuses(OpenBelow.class, "get", "@Open").contains("add up");
    assertThat(need(OpenClass.class, "post")).isEqualTo("open");
  }

  @Test
  void refusesTwoOrganizations() {
    @Organization("org")
    class OfPath {
      @Organization("org")
      public void get() {}

      @Organization("tenant")
      public void post() {}

      @AnyOrganization
      public void put() {}
    }

    assertThat(need(OfPath.class, "get")).isEqualTo("authenticated organization(org)");
    assertRefuses(OfPath.class, "post", "@Organization").contains("organization once");
    assertRefuses(OfPath.class, "put", "@AnyOrganization").contains("organization once");
  }

  @RequiresScope
  static class NoScope {
    public void get() {}
  }

  @RequiresScope("two scopes")
  static class TwoScopes {
    public void get() {}
  }

  @RequiresScope("")
  static class EmptyScope {
    public void get() {}
  }

  @RequiresScope("composed")
  @Retention(RetentionPolicy.RUNTIME)
  @interface Composed {}

  @Composed
  static class OnComposed {
    public void get() {}
  }

  @ParameterizedTest
  @ValueSource(classes = {NoScope.class, TwoScopes.class, EmptyScope.class, OnComposed.class})
  void refusesWhatIsMalformedOrHasNoEffect(Class<?> endpoint) {
    assertRefuses(endpoint, "get", "@RequiresScope").contains(AnnotatedAccessTest.class.getName());
    assertThat(AnnotatedAccess.isWrittenOn(endpoint)).isTrue();
  }

  @Test
  void refusesAnOrganizationWithoutAName() {
    @Organization(" ")
    class Nameless {
      public void get() {}
    }

    assertRefuses(Nameless.class, "get", "@Organization").contains("no path parameter");
  }

  @Test
  void refusesAnnotationsOfMethodsThatAreNeverCalled() {
    class Sub extends OnMethod {
      @Open
      private void hidden() {}
    }

    AnnotatedAccess.checkMethods(Sub.class, method -> null);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () ->
                AnnotatedAccess.checkMethods(
                    Sub.class,
                    method -> method.getName().equals("hidden") ? "it is private" : null))
        .withMessage("@Open: on " + Sub.class.getName() + ".hidden: it is private")
        .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("@Open"));
  }

  private static AbstractStringAssert<?> assertRefuses(
      Class<?> endpoint, String method, String setting) {
    InvalidSettingException refusal =
        assertThatExceptionOfType(InvalidSettingException.class)
            .isThrownBy(() -> need(endpoint, method))
            .actual();
    assertThat(refusal.setting()).isEqualTo(setting);
    return assertThat(String.valueOf(refusal.getMessage()));
  }

  private static @Nullable String need(Class<?> endpoint, String name) {
    Method method =
        Arrays.stream(endpoint.getMethods())
            .filter(each -> each.getName().equals(name) && !each.isBridge())
            .findFirst()
            .orElseThrow();
    return need(endpoint, method);
  }

  private static @Nullable String need(Class<?> endpoint, Method method) {
    return AnnotatedAccess.of(endpoint, method)
        .map(annotated -> annotated.access().toString())
        .orElse(null);
  }
}
