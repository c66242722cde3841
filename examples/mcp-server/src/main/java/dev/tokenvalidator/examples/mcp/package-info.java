/**
 * An MCP server of a shop, with the official Java SDK, that accepts access tokens only.
 *
 * <ul>
 *   <li>{@link dev.tokenvalidator.examples.mcp.McpApplication} has the filters and the servlet:
 *       begin here, and copy it.
 *   <li>{@link dev.tokenvalidator.examples.mcp.AllowedOrigins} turns away foreign web pages.
 *   <li>{@link dev.tokenvalidator.examples.mcp.ToolScopes} asks for the scopes of the tool that a
 *       message calls. {@link dev.tokenvalidator.examples.mcp.Message} reads the message.
 *   <li>{@link dev.tokenvalidator.examples.mcp.ShopTool} has the tools and says what each needs;
 *       {@link dev.tokenvalidator.examples.mcp.Transport} puts them on one of the SDK's servlets.
 *   <li>{@link dev.tokenvalidator.examples.mcp.McpShop} runs it with a stand-in issuer.
 * </ul>
 */
@NullMarked
package dev.tokenvalidator.examples.mcp;

import org.jspecify.annotations.NullMarked;
