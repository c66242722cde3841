package dev.tokenvalidator.servlet;

import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Servlets with the annotation in every place where it may, and may not, stand. */
final class SampleServlets {

  private SampleServlets() {}

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

  /** Uses the class of the annotation, and carries another annotation. */
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
