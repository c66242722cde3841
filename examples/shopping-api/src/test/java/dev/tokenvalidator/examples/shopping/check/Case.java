package dev.tokenvalidator.examples.shopping.check;

/**
 * One way to call the API, and the response that it must get.
 *
 * @param name the way
 * @param expected the expected result of the trial
 * @param trial makes the requests
 */
record Case(String name, String expected, Trial trial) {

  /** Makes requests and describes the responses. */
  @FunctionalInterface
  interface Trial {
    /**
     * Makes the requests.
     *
     * @param api an API for this trial alone
     * @return the responses, as {@link ApiResponse#toString} describes them
     * @throws Exception if a request gets no response
     */
    String on(RunningApi api) throws Exception;
  }

  /** Runs the trial with a new API. */
  String seen() throws Exception {
    try (RunningApi api = RunningApi.open()) {
      return trial.on(api);
    }
  }
}
