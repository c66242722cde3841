package dev.tokenvalidator.benchmarks.speed;

/** What can be measured; {@link Operations} sets it up. */
enum Subject {
  RAW("raw JCA", true),
  OURS("this library", true),
  OURS_BC("this library, Bouncy Castle", true),
  OURS_ACCP("this library, Corretto", true),
  NIMBUS("Nimbus", true),
  NIMBUS_BC("Nimbus, Bouncy Castle", false),
  SPRING("Spring Security", false),
  JOSE4J("jose4j", true),
  JAVA_JWT("java-jwt", false),
  JAVA_JWT_JWKS_RSA("java-jwt + jwks-rsa", false),
  JJWT("jjwt", true),

  /** A header that was seen before. */
  OURS_WARM("this library, known token", true),
  /** A token that was seen before, without the header around it. */
  OURS_WARM_TOKEN("this library, validate(String)", true),
  BARE_CACHE("bare Caffeine hit", true),
  /** So little room that among thousands of tokens hardly one is still known. */
  OURS_NEVER_HIT("this library, cache that never hits", true),

  OURS_STUBBED("this library, signature stubbed", false),
  OURS_STUBBED_NEVER_HIT("this library, signature stubbed, cache that never hits", false),
  /** What of those above is the stub itself. */
  STUB_ALONE("the stub alone", false),
  PAYLOAD_MAP("Jackson reads the payload into a Map", true),

  NO_FILTER("no filter", true),
  OUR_FILTER("this library's filter, known token", true),
  SPRING_FILTER("Spring's filter, constant decoder", false);

  private final String label;
  private final boolean hasEdDsa;

  Subject(String label, boolean hasEdDsa) {
    this.label = label;
    this.hasEdDsa = hasEdDsa;
  }

  String label() {
    return label;
  }

  boolean has(Algorithm algorithm) {
    return hasEdDsa || algorithm != Algorithm.EDDSA;
  }
}
