package dev.tokenvalidator.issuers;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.issuers.Proposals.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way from issuer and audience to the first 200: the application starts, a client calls it, an
 * operator does what the log says, the application starts again.
 */
final class Journey {

  static final String AUDIENCE = "https://shopping.api";
  static final String SCOPE = "read:products";

  private static final int MAX_STARTS = 8;

  private final Issuer issuer;
  private final FirstChoice choice;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> request = new LinkedHashMap<>();
  private final Set<String> changes = new LinkedHashSet<>();
  private final List<String> story = new ArrayList<>();
  private final String name;
  private int rounds;
  private int requestChanges;

  /** Which way an operator takes where a message offers two. */
  enum FirstChoice {
    ISSUER,
    SETTINGS
  }

  private Journey(Issuer issuer, FirstChoice choice, Map<String, String> request) {
    this.issuer = issuer;
    this.choice = choice;
    this.request.putAll(request);
    name =
        issuer.vendor()
            + "-"
            + choice
            + request.keySet().stream().sorted().map("-"::concat).collect(joining());
    settings.put("issuer", issuer.identifier());
    settings.put("audience", AUDIENCE);
  }

  /**
   * Goes until the first 200.
   *
   * @param request what the client asks for at first, beside the grant
   */
  static Journey go(Issuer issuer, FirstChoice choice, Map<String, String> request)
      throws Exception {
    Journey journey = new Journey(issuer, choice, request);
    try {
      journey.go();
    } finally {
      journey.write();
    }
    return journey;
  }

  /** How often settings were changed. */
  int rounds() {
    return rounds;
  }

  /** How often the client's request was changed. */
  int requestChanges() {
    return requestChanges;
  }

  /** What was changed at the issuer. */
  Set<String> changes() {
    return changes;
  }

  /** The settings that the journey ended with. */
  Map<String, String> settings() {
    return settings;
  }

  private void go() throws Exception {
    for (int start = 0; start < MAX_STARTS; start++) {
      try (ProtectedApi api = ProtectedApi.start(settings)) {
        String token = issuer.token(request);
        int status = api.get(token);
        if (status == 200) {
          story.add("200");
          return;
        }
        story.add(status + " " + api.line());
        Proposals proposals = Proposals.of(api.line(), AUDIENCE);
        if (start == 0 && status == 401) {
          assertSameAsExplained(proposals, token);
        }
        assertThat(follow(proposals)).as(this + "\nnothing to do").isTrue();
      }
    }
    fail("no end: " + this);
  }

  /** The line and {@code explain} propose the same. */
  private void assertSameAsExplained(Proposals proposals, String token) {
    Map<String, String> proposed = new LinkedHashMap<>();
    proposals.differences().forEach(difference -> proposed.putAll(difference.settings()));
    if (!proposals.together().isEmpty()) {
      assertThat(proposals.together()).isEqualTo(proposed);
    }
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder().issuer(issuer.identifier()).audience(AUDIENCE).build()) {
      assertThat(validator.explain(token).settings()).isEqualTo(proposed);
    }
  }

  /** Whether anything has changed. */
  private boolean follow(Proposals proposals) throws Exception {
    Map<String, String> chosen = new LinkedHashMap<>();
    boolean changed = false;
    for (Difference difference : proposals.differences()) {
      Optional<String> means = difference.meansOf(issuer.vendor());
      boolean bySettings =
          !difference.settings().isEmpty() && (choice == FirstChoice.SETTINGS || means.isEmpty());
      if (bySettings) {
        chosen.putAll(difference.settings());
        continue;
      }
      if (means.isPresent()) {
        changed |= changeIssuer(difference.aim().orElseThrow(), means.get());
      }
      if (means.isEmpty() || difference.isForBoth()) {
        changed |= changeRequest(difference.parameters());
      }
    }
    return changeSettings(chosen) || changed;
  }

  private boolean changeIssuer(String aim, String means) throws Exception {
    String change = aim + ": " + means;
    if (changes.contains(change) || !issuer.change(aim, means)) {
      return false;
    }
    changes.add(change);
    story.add("  at the issuer: " + change);
    return true;
  }

  private boolean changeRequest(Map<String, String> parameters) {
    if (request.entrySet().containsAll(parameters.entrySet())) {
      return false;
    }
    request.putAll(parameters);
    requestChanges++;
    story.add("  in the request: " + parameters);
    return true;
  }

  private boolean changeSettings(Map<String, String> chosen) {
    if (settings.entrySet().containsAll(chosen.entrySet())) {
      return false;
    }
    settings.putAll(chosen);
    rounds++;
    story.add("  settings, round " + rounds + ": " + chosen);
    return true;
  }

  /** For whoever wants to read what the operator read. */
  private void write() throws IOException {
    Files.createDirectories(Path.of("target", "journeys"));
    Files.writeString(
        Path.of("target", "journeys", name.replace(' ', '-') + ".txt"), toString() + "\n");
  }

  @Override
  public String toString() {
    return issuer.vendor()
        + ", "
        + choice
        + " first: "
        + rounds
        + " round(s) of settings, "
        + changes.size()
        + " change(s) at the issuer, "
        + requestChanges
        + " of the request\n"
        + story.stream().collect(joining("\n"));
  }
}
