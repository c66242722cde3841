package dev.tokenvalidator.examples.shopping.api;

import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The products of the shop, kept in memory. {@code GET} lists their names as a JSON array; {@code
 * POST} adds a product with the form parameter {@code name}.
 */
public final class ProductsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** These names need no escaping in JSON. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 -]{1,40}");

  private final transient List<String> names = new CopyOnWriteArrayList<>(List.of("teapot", "cup"));

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json;charset=UTF-8");
    response
        .getWriter()
        .println(
            names.stream()
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  @RequiresScope("write:products")
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = request.getParameter("name");
    if (name == null || !NAME.matcher(name).matches()) {
      response.sendError(
          HttpServletResponse.SC_BAD_REQUEST, "name: 1 to 40 letters, digits, spaces and hyphens");
      return;
    }
    names.add(name);
    response.setStatus(HttpServletResponse.SC_CREATED);
  }
}
