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

/** What the header fields of an issuer's response say about time. */
final class ResponseHeaders {

  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})\\b");

  /** What some servers say of a body that has no coding; the last is a character encoding. */
  private static final Set<String> NO_CODING = Set.of("", "identity", "none", "utf-8");

  /** A date in any of the spellings that RFC 9110 section 5.6.7 wants read. */
  private static final DateTimeFormatter HTTP_DATE =
      new DateTimeFormatterBuilder()
          .appendOptional(DateTimeFormatter.RFC_1123_DATE_TIME)
          .appendOptional(inEnglish("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"))
          .appendOptional(inEnglish("EEE MMM ppd HH:mm:ss yyyy"))
          .toFormatter(Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ResponseHeaders() {}

  /**
   * How long the issuer wants to be left alone (RFC 9110 section 10.2.3): seconds, or a date.
   *
   * @param now what a date is counted from
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
   * How long the answer has been in caches at most (RFC 9111 section 5.1); zero if it does not say.
   * The header counts whole seconds, and another may nearly have passed.
   */
  static Duration age(HttpHeaders headers) {
    return headers
        .firstValue("Age")
        .filter(value -> value.matches("\\d+"))
        .map(value -> seconds(value).plusSeconds(1))
        .orElse(Duration.ZERO);
  }

  /** How long the set may live; empty if the issuer does not say, or wants no cache at all. */
  static Optional<Duration> maxAge(HttpHeaders headers) {
    String value = String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT);
    if (value.contains("no-cache") || value.contains("no-store")) {
      // Taken literally this would be a fetch for every token; Logto sends it with every set.
      return Optional.empty();
    }
    Matcher matcher = MAX_AGE.matcher(value);
    return matcher.find() && Long.parseLong(matcher.group(1)) > 0
        ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  /** The content coding that a body cannot be read in; empty if it has none. */
  static Optional<String> coding(HttpHeaders headers) {
    return headers
        .firstValue("Content-Encoding")
        .filter(coding -> !NO_CODING.contains(coding.strip().toLowerCase(Locale.ROOT)));
  }

  /** More digits than nine are as good as nine of them: whoever uses it has a limit far below. */
  private static Duration seconds(String digits) {
    return Duration.ofSeconds(digits.length() > 9 ? 999_999_999 : Long.parseLong(digits));
  }

  private static DateTimeFormatter inEnglish(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }
}
