/**
 * A command that explains to an operator why a token is refused: {@link
 * dev.tokenvalidator.explain.Explain}. It prints; core decides.
 *
 * <dl>
 *   <dt>in
 *   <dd>{@code Options}, {@code Variables}, {@code ChosenSettings}, {@code TokenInput}
 *   <dt>out
 *   <dd>{@code Report} and what prints it: {@code TextReport}, {@code JsonReport}; {@code Proposal}
 *       and its spellings: {@code JavaCode}, {@code PropertyLine}, {@code ShellLine}
 *   <dt>safe text
 *   <dd>{@code Ascii}, {@code ShownJson}, {@code Signatures}
 * </dl>
 */
@NullMarked
package dev.tokenvalidator.explain;

import org.jspecify.annotations.NullMarked;
