package dev.tokenvalidator.containers;

import org.springframework.context.annotation.Configuration;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.pattern.PathPatternParser;

/** Ways to have Spring MVC take other paths for that of a controller. */
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
    @SuppressWarnings("deprecation") // applications of before still set it
    public void configurePathMatch(PathMatchConfigurer configurer) {
      AntPathMatcher matcher = new AntPathMatcher();
      matcher.setCaseSensitive(false);
      configurer.setPathMatcher(matcher).setUseSuffixPatternMatch(true);
    }
  }
}
