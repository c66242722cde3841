package dev.tokenvalidator.examples.documentation;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

@SuppressWarnings("serial") // no container writes a servlet to disk
@RequiresScope("read:products")
class ProductServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AccessToken token = BearerTokenFilter.accessToken(request);
    response.getWriter().println(token.clientId() + " reads the products");
  }

  @Override
  @RequiresScope("write:products")
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String caller = request.getUserPrincipal().getName(); // the token's subject
    boolean canDelete = request.isUserInRole("delete:products"); // a granted scope
    response.getWriter().println(caller + " adds a product, may delete: " + canDelete);
  }
}
