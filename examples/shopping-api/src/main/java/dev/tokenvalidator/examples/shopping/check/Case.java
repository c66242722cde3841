package dev.tokenvalidator.examples.shopping.check;

/**
 * One row of the check.
 *
 * @param name what is tried
 * @param expected what {@link Trial#on} is to return
 * @param trial how it is tried
 */
public record Case(String name, String expected, Trial trial) {

  /** Tries something and tells what was seen. */
  @FunctionalInterface
  public interface Trial {
    /**
     * Tries it.
     *
     * @param stage made for this trial alone
     * @return what was seen, in the words of {@link Received#toString}
     * @throws Exception if nothing could be seen
     */
    String on(Stage stage) throws Exception;
  }

  /** Tries it on a new stage. */
  public String seen() {
    try (Stage stage = Stage.open()) {
      return trial.on(stage);
    } catch (Exception e) {
      // A row like any other: it is not what was expected, and the next ones are still tried.
      return e.toString();
    }
  }
}
