package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.AccessTokenValidator;
import java.nio.file.Path;
import org.openjdk.jol.info.GraphLayout;

/** The memory of a remembered token, counted object by object. */
final class TokenMemory {

  private TokenMemory() {}

  /**
   * Prints bytes per token.
   *
   * @param args the directory of the tokens
   */
  public static void main(String[] args) throws Exception {
    // Without it the fields of records cannot be measured.
    System.setProperty("jol.magicFieldOffset", "true");
    IssuedTokens tokens = IssuedTokens.read(Path.of(args[0]), Algorithm.RS256, IssuedTokens.COUNT);
    AccessTokenValidator validator = OurValidation.remembering(tokens);
    Validation validation = OurValidation.ofHeaders(validator);
    long before = GraphLayout.parseInstance(validator).totalSize();
    for (String token : tokens.good()) {
      validation.validate(Library.OURS_WARM.text(token).get());
    }
    if (validator.tokenCache().tokens() != IssuedTokens.COUNT) {
      throw new IllegalStateException("not all are remembered: " + validator.tokenCache());
    }
    long after = GraphLayout.parseInstance(validator).totalSize();
    System.out.println((after - before) / IssuedTokens.COUNT);
  }
}
