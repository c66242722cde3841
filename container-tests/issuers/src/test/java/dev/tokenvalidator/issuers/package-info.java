/**
 * Real issuers, as they come, and an operator who has nothing but the log: what it says is done,
 * and nothing else, until a token of the issuer is accepted.
 */
@NullMarked
package dev.tokenvalidator.issuers;

import org.jspecify.annotations.NullMarked;
