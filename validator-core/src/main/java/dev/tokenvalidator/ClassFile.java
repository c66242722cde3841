package dev.tokenvalidator;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from a class file what reflection does not show. */
final class ClassFile {

  /** A constant that holds text (Java Virtual Machine Specification section 4.4.7). */
  private static final char TEXT = 1;

  private ClassFile() {}

  /**
   * The annotation that a class, or one of its members, seems to have: the file holds the
   * annotation's type and some annotations. Null if there is none, or no file, as for a class made
   * at run time.
   */
  static @Nullable Class<? extends Annotation> annotationIn(
      Class<?> type, List<Class<? extends Annotation>> annotations) {
    String file = read(type);
    if (!file.contains(constant("RuntimeVisibleAnnotations"))) {
      return null;
    }
    return annotations.stream()
        .filter(annotation -> file.contains(constant(annotation.descriptorString())))
        .findFirst()
        .orElse(null);
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
