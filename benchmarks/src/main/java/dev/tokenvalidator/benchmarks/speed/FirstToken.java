package dev.tokenvalidator.benchmarks.speed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that validates one token, says so, and waits to be ended. */
final class FirstToken {

  static final String OURS = "ours";
  static final String NIMBUS = "nimbus";

  private FirstToken() {}

  /**
   * Runs it.
   *
   * @param args the library, the directory of the tokens, the algorithm
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    Algorithm algorithm = Algorithm.valueOf(args[2]);
    // As little else as can be: what is read here counts for every library.
    IssuedTokens tokens =
        new IssuedTokens(
            directory,
            algorithm,
            Files.readString(IssuedTokens.file(directory, algorithm, "jwks")),
            "",
            List.of(),
            List.of());
    String token = Files.readString(IssuedTokens.file(directory, algorithm, "first"));
    Validation validation =
        args[0].equals(OURS)
            ? OurValidations.ofTokens(OurValidations.remembering(tokens))
            : new NimbusValidation(tokens, null);
    validation.validate(token);
    System.out.println("validated");
    if (System.in.read() >= 0) {
      throw new IllegalStateException("nothing was to be said");
    }
  }
}
