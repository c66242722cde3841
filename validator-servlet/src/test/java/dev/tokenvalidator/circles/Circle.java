package dev.tokenvalidator.circles;

/** A member of a sealed family. */
record Circle() implements Shape {}
