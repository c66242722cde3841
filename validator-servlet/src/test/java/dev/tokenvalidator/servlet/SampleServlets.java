package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnyOrganization;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Servlets with the annotation in every place: where it has an effect, and where it has none. */
@SuppressWarnings("serial")
final class SampleServlets {

  private SampleServlets() {}

  static class Plain extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  static class OnClass extends HttpServlet {}

  @RequiresScope("other")
  static class OtherOnClass extends OnClass {}

  @RequiresScope("class")
  static class SameOnClass extends OnClass {}

  @RequiresScope("class")
  static class OnBoth extends HttpServlet {
    @Override
    @RequiresScope(
        value = "get",
        anyOf = {"x", "y"})
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class SubclassOfBoth extends OnBoth {}

  @RequiresScope("other")
  static class OtherOnBoth extends OnBoth {}

  static class OnMethod extends HttpServlet {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OnHead extends OnMethod {
    @Override
    @RequiresScope("head")
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class Overrides extends OnMethod {
    @Override
    @RequiresScope("stronger")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OverridesWithout extends OnMethod {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OverridesWithoutTwice extends OverridesWithout {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OverridesStronger extends Overrides {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class HeadWithout extends OnHead {
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class MadePublic extends OnMethod {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  abstract static class Abstract extends HttpServlet {
    @Override
    @RequiresScope("abstract")
    protected abstract void doGet(HttpServletRequest request, HttpServletResponse response);
  }

  static class ImplementsWithout extends Abstract {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class Typed<Q, A> extends HttpServlet {
    protected void doGet(Q request, A response) {}
  }

  /** The compiler adds {@code doGet(Object, Object)}, with the annotation. */
  static class Bridged extends Typed<HttpServletRequest, HttpServletResponse> {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  private static class HiddenOnMethod extends HttpServlet {
    @Override
    @RequiresScope("get")
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** The compiler adds a public {@code doGet} that calls the hidden one. */
  public static class PubliclyBridged extends HiddenOnMethod {}

  static class BelowBridge extends PubliclyBridged {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  static class OwnService extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("class")
  static class Generic extends GenericServlet {
    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  @RequiresScope
  static class Empty extends HttpServlet {}

  @RequiresScope("two scopes")
  static class Malformed extends HttpServlet {}

  @RequiresScope("other")
  static class BelowEmpty extends Empty {}

  @RequiresScope("composed")
  @Retention(RetentionPolicy.RUNTIME)
  @interface Composed {}

  @Composed
  static class OnComposed extends HttpServlet {}

  static class OnComposedMethod extends HttpServlet {
    @Override
    @Composed
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  /** Uses the class of the annotation, and carries another annotation. */
  @Deprecated
  static class Mentions extends HttpServlet {
    boolean isRead(Class<?> type) {
      return type.isAnnotationPresent(RequiresScope.class);
    }
  }

  @Deprecated
  static class Handles extends HttpServlet {
    String scopes(Class<?> type) {
      RequiresScope annotation = type.getAnnotation(RequiresScope.class);
      return String.join(" ", annotation.value());
    }
  }

  static class OnHelper extends HttpServlet {
    @RequiresScope("get")
    protected void helper(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OnOverload extends HttpServlet {
    @RequiresScope("get")
    protected void doGet(ServletRequest request, ServletResponse response) {}
  }

  static class OnMethodBesideService extends OnMethod {
    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  static class UnannotatedService extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class OnMethodBelowService extends UnannotatedService {
    @Override
    @RequiresScope("get")
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

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

  static class OnInterface extends HttpServlet implements Annotated {}

  @MachineOnly
  static class ForMachines extends HttpServlet {
    @Override
    @RequiresScope("post")
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  @Open
  static class Opened extends HttpServlet {}

  @Open
  static class OpenBelowScope extends OnClass {}

  @Open
  @RequiresScope("class")
  static class OpenAndScope extends HttpServlet {}

  @RequiresScope("class")
  static class OpenMethod extends HttpServlet {
    @Override
    @Open
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @AnyOrganization
  static class OfAnyOrganization extends HttpServlet {}

  @Organization("org")
  static class OfOrganization extends HttpServlet {}

  static class OnInterfaceOfInterface extends HttpServlet implements Extended {}

  static class OnInterfaceMethod extends HttpServlet implements WithMethod {
    @Override
    public void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }
}
