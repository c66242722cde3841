package dev.tokenvalidator.examples.mcp;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.InsufficientScopeException;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A tool of the shop.
 *
 * @param tool its name, its description and the schema of its arguments
 * @param access what its callers need
 * @param run returns its text, given the caller and the arguments
 */
record ShopTool(
    Tool tool, Access access, BiFunction<AccessToken, Map<String, Object>, String> run) {

  static final List<ShopTool> ALL =
      List.of(
          new ShopTool(
              Tool.builder("list_products", schema(Map.of()))
                  .description("Lists the products of the shop")
                  .build(),
              allOf("read:products"),
              (caller, arguments) -> "teapot, cup"),
          new ShopTool(
              Tool.builder("place_order", schema(Map.of("product", Map.of("type", "string"))))
                  .description("Orders a product")
                  .build(),
              allOf("read:products", "write:orders"),
              (caller, arguments) ->
                  caller.clientId() + " has ordered a " + arguments.get("product")),
          new ShopTool(
              Tool.builder("whoami", schema(Map.of()))
                  .description("Shows who calls: the client id and the subject")
                  .build(),
              authenticated(),
              (caller, arguments) ->
                  "client " + caller.clientId() + ", subject " + caller.subject()));

  private static Map<String, Object> schema(Map<String, Object> properties) {
    return Map.of(
        "type", "object", "properties", properties, "required", List.copyOf(properties.keySet()));
  }

  /** What the callers of each tool need, by the tool's name. */
  static Map<String, Access> accessByName() {
    return ALL.stream().collect(toUnmodifiableMap(ShopTool::name, ShopTool::access));
  }

  String name() {
    return tool.name();
  }

  /** Runs the tool. {@link ToolScopes} has checked the scopes; this holds if it is left out. */
  CallToolResult call(AccessToken caller, CallToolRequest request) {
    if (!mayBeCalledBy(caller)) {
      return CallToolResult.builder().isError(true).addTextContent("Not allowed").build();
    }
    // The SDK gives null for a call without arguments.
    Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
    return CallToolResult.builder().addTextContent(run.apply(caller, given)).build();
  }

  /** Whether {@code tools/list} shows a tool to a caller. */
  static boolean isVisible(AccessToken caller, Tool tool) {
    return ALL.stream()
        .filter(candidate -> candidate.name().equals(tool.name()))
        .anyMatch(found -> found.mayBeCalledBy(caller));
  }

  private boolean mayBeCalledBy(AccessToken caller) {
    try {
      access.check(caller);
      return true;
    } catch (InsufficientScopeException e) {
      return false;
    }
  }
}
