package dev.tokenvalidator.internal.issuer;

import java.util.Arrays;
import java.util.Objects;

/**
 * An array of 1,024 values. Immutable: {@link #with} returns a changed copy, which shares
 * everything but two arrays of 32 references with the original.
 *
 * @param <T> the type of the values
 */
final class Slots<T> {

  private static final int WIDTH = 32;

  /** The number of values. */
  static final int COUNT = WIDTH * WIDTH;

  private final Object[][] pages;

  private Slots(Object[][] pages) {
    this.pages = pages;
  }

  /** Makes an array that is filled with one value. */
  static <T> Slots<T> of(T value) {
    Object[] page = new Object[WIDTH];
    Arrays.fill(page, Objects.requireNonNull(value));
    Object[][] pages = new Object[WIDTH][];
    Arrays.fill(pages, page);
    return new Slots<>(pages);
  }

  @SuppressWarnings("unchecked") // the array only ever contains values of type T
  T get(int index) {
    return (T) pages[index / WIDTH][index % WIDTH];
  }

  Slots<T> with(int index, T value) {
    Object[] page = pages[index / WIDTH].clone();
    page[index % WIDTH] = value;
    Object[][] copy = pages.clone();
    copy[index / WIDTH] = page;
    return new Slots<>(copy);
  }
}
