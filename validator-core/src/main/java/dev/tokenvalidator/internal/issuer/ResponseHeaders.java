package dev.tokenvalidator.internal.issuer;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads header fields of an issuer's response. */
final class ResponseHeaders {

  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})\\b");

  /** Values that some servers send for a body without coding. The last is a character encoding. */
  private static final Set<String> NO_CODING = Set.of("", "identity", "none", "utf-8");

  /** A date in any of the formats that RFC 9110 section 5.6.7 requires a recipient to accept. */
  private static final DateTimeFormatter HTTP_DATE =
      new DateTimeFormatterBuilder()
          .appendOptional(DateTimeFormatter.RFC_1123_DATE_TIME)
          .appendOptional(inEnglish("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"))
          .appendOptional(inEnglish("EEE MMM ppd HH:mm:ss yyyy"))
          .toFormatter(Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ResponseHeaders() {}

  /**
   * How long the issuer asks us to wait (RFC 9110 section 10.2.3). The field holds seconds or a
   * date.
   *
   * @param now the moment that a date is compared with
   */
  static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
    Optional<String> value = headers.firstValue("Retry-After");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().matches("\\d+")) {
      return Optional.of(seconds(value.get()));
    }
    try {
      return Optional.of(Duration.between(now, HTTP_DATE.parse(value.get(), Instant::from)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * The longest time that the response may have been in caches (RFC 9111 section 5.1); zero if it
   * does not say. The field counts whole seconds, so one more second may nearly have passed.
   */
  static Duration age(HttpHeaders headers) {
    return headers
        .firstValue("Age")
        .filter(value -> value.matches("\\d+"))
        .map(value -> seconds(value).plusSeconds(1))
        .orElse(Duration.ZERO);
  }

  /** The time to live of the set; empty if the issuer does not state one, or forbids caching. */
  static Optional<Duration> maxAge(HttpHeaders headers) {
    String value = String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT);
    if (value.contains("no-cache") || value.contains("no-store")) {
      // Taken literally, every token would need a fetch. Logto sends this with every set.
      return Optional.empty();
    }
    Matcher matcher = MAX_AGE.matcher(value);
    return matcher.find() && Long.parseLong(matcher.group(1)) > 0
        ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  /** The content coding of the body, which we cannot decode; empty if there is none. */
  static Optional<String> coding(HttpHeaders headers) {
    return headers
        .firstValue("Content-Encoding")
        .filter(coding -> !NO_CODING.contains(coding.strip().toLowerCase(Locale.ROOT)));
  }

  /** Cuts a longer number at nine digits: every caller has a limit far below. */
  private static Duration seconds(String digits) {
    return Duration.ofSeconds(digits.length() > 9 ? 999_999_999 : Long.parseLong(digits));
  }

  private static DateTimeFormatter inEnglish(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }
}
