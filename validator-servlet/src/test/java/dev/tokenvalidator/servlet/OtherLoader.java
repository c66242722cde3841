package dev.tokenvalidator.servlet;

import dev.tokenvalidator.RequiresScope;
import java.io.IOException;
import java.io.InputStream;

/** Loads the sample servlets a second time, as the loader of a server does. */
final class OtherLoader extends ClassLoader {

  private static final String LIBRARY = RequiresScope.class.getName();

  private final boolean findsLibrary;

  private OtherLoader(boolean findsLibrary) {
    super(OtherLoader.class.getClassLoader());
    this.findsLibrary = findsLibrary;
  }

  /** Loads its own copy of {@code RequiresScope}, too. */
  static OtherLoader withItsOwnLibrary() {
    return new OtherLoader(true);
  }

  /** Does not find {@code RequiresScope}. */
  static OtherLoader withoutLibrary() {
    return new OtherLoader(false);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(LIBRARY) && !findsLibrary) {
      throw new ClassNotFoundException(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      return name.equals(LIBRARY) || name.startsWith(SampleServlets.class.getName())
          ? define(name)
          : super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = file.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
