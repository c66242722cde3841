package dev.tokenvalidator.examples.shopping;

/**
 * One request of the walk-through, and how it was answered.
 *
 * @param title what it shows
 * @param status of the answer
 */
record Step(String title, int status) {}
