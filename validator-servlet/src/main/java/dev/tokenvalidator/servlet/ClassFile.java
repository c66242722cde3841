package dev.tokenvalidator.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;

/** Reads from a class file what reflection does not show. */
final class ClassFile {

  /** A constant that holds text (Java Virtual Machine Specification section 4.4.7). */
  private static final char TEXT = 1;

  private ClassFile() {}

  /**
   * Whether a class, or one of its members, seems to be annotated: the file holds the annotation's
   * type and some annotations. False if there is no file, as for a class made at run time.
   */
  static boolean isAnnotated(Class<?> type, String annotation) {
    String file = read(type);
    return file.contains(constant("RuntimeVisibleAnnotations"))
        && file.contains(constant("L" + annotation.replace('.', '/') + ";"));
  }

  /** The place that a class was loaded from, for the operator. */
  static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? String.valueOf(type.getClassLoader())
        : source.getLocation().toString();
  }

  private static String read(Class<?> type) {
    String name = type.getName();
    try (InputStream file =
        type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String constant(String text) {
    return "" + TEXT + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
  }
}
