package dev.tokenvalidator.internal.issuer;

import java.util.Arrays;
import java.util.Objects;

/**
 * 1,024 places, each for one value. Immutable: with another value in one place it is another one,
 * which shares all but 64 references with the first.
 *
 * @param <T> what a place holds
 */
final class Slots<T> {

  private static final int WIDTH = 32;

  /** How many places there are. */
  static final int COUNT = WIDTH * WIDTH;

  private final Object[][] pages;

  private Slots(Object[][] pages) {
    this.pages = pages;
  }

  /** With the same value in all places. */
  static <T> Slots<T> of(T value) {
    Object[] page = new Object[WIDTH];
    Arrays.fill(page, Objects.requireNonNull(value));
    Object[][] pages = new Object[WIDTH][];
    Arrays.fill(pages, page);
    return new Slots<>(pages);
  }

  @SuppressWarnings("unchecked") // nothing else is ever put in
  T get(int place) {
    return (T) pages[place / WIDTH][place % WIDTH];
  }

  Slots<T> with(int place, T value) {
    Object[] page = pages[place / WIDTH].clone();
    page[place % WIDTH] = value;
    Object[][] renewed = pages.clone();
    renewed[place / WIDTH] = page;
    return new Slots<>(renewed);
  }
}
