package dev.tokenvalidator.containers;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The endpoints as controllers of Spring MVC, for every method. */
@Controller
class Controllers {

  @RequestMapping({"/api/admin", "/api/admin/**"})
  ResponseEntity<Void> admin(HttpServletRequest request) {
    return run(Endpoint.ADMIN, request);
  }

  @RequestMapping("/admin/exact")
  ResponseEntity<Void> exact(HttpServletRequest request) {
    return run(Endpoint.EXACT, request);
  }

  @GetMapping("/api/reports")
  ResponseEntity<Void> report(HttpServletRequest request) {
    return run(Endpoint.REPORT, request);
  }

  @RequestMapping("/*.do")
  ResponseEntity<Void> extension(HttpServletRequest request) {
    return run(Endpoint.EXTENSION, request);
  }

  @RequestMapping({"/api", "/api/**"})
  ResponseEntity<Void> sibling(HttpServletRequest request) {
    return run(Endpoint.SIBLING, request);
  }

  @RequestMapping("/")
  ResponseEntity<Void> home(HttpServletRequest request) {
    return run(Endpoint.HOME, request);
  }

  @RequestMapping("/**")
  ResponseEntity<Void> others(HttpServletRequest request) {
    return run(Endpoint.DEFAULT, request);
  }

  @RequestMapping({"/public", "/public/**", "/api/public", "/api/public/**"})
  ResponseEntity<Void> open(HttpServletRequest request) {
    return run(Endpoint.PUBLIC, request);
  }

  private static ResponseEntity<Void> run(Endpoint endpoint, HttpServletRequest request) {
    ExecutionRecorder.ran(endpoint, request);
    return ResponseEntity.noContent().build();
  }
}
