package dev.tokenvalidator.containers;

import org.springframework.context.annotation.Configuration;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.pattern.PathPatternParser;

/** Settings with which Spring MVC matches other paths to a controller. */
final class SpringMatching {

  private SpringMatching() {}

  @EnableWebMvc
  @Configuration(proxyBeanMethods = false)
  static class IgnoringCase implements WebMvcConfigurer {

    @Override
    public void configurePathMatch(PathMatchConfigurer configurer) {
      PathPatternParser parser = new PathPatternParser();
      parser.setCaseSensitive(false);
      configurer.setPatternParser(parser);
    }
  }

  @EnableWebMvc
  @Configuration(proxyBeanMethods = false)
  static class IgnoringSuffixes implements WebMvcConfigurer {

    @Override
    @SuppressWarnings("deprecation") // older applications still set it
    public void configurePathMatch(PathMatchConfigurer configurer) {
      AntPathMatcher matcher = new AntPathMatcher();
      matcher.setCaseSensitive(false);
      configurer.setPathMatcher(matcher).setUseSuffixPatternMatch(true);
    }
  }
}
