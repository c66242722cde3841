package dev.tokenvalidator.testing;

import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/** Imports the configuration of MockMvc, which is in another package in Spring Boot 4. */
public final class MockMvcOfEitherBoot implements DeferredImportSelector {

  private static final String BOOT_3 =
      "org.springframework.boot.test.autoconfigure.web.servlet.MockMvcAutoConfiguration";
  private static final String BOOT_4 =
      "org.springframework.boot.webmvc.test.autoconfigure.MockMvcAutoConfiguration";

  @Override
  public String[] selectImports(AnnotationMetadata importing) {
    return new String[] {ClassUtils.isPresent(BOOT_3, null) ? BOOT_3 : BOOT_4};
  }
}
