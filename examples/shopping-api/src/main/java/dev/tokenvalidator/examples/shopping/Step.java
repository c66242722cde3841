package dev.tokenvalidator.examples.shopping;

/**
 * One step of the walk-through.
 *
 * @param title what the step shows
 * @param status the status of the response
 */
record Step(String title, int status) {}
