package dev.tokenvalidator.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The request targets of the matrix: canonical ones, which must be served, and tricks. */
final class Spellings {

  /** The examples that containers must canonicalise or reject (Servlet 6.0 section 3.5). */
  static final List<String> OF_THE_SPECIFICATION =
      List.of(
          ("foo/bar /foo/bar /foo/bar;jsessionid=1234 /foo/bar/ /foo/bar/;jsessionid=1234 "
                  + "/foo;/bar; /foo;/bar;/; /foo%00/bar/ /foo%7Fbar /foo%2Fbar /foo%2Fb%25r "
                  + "/foo/b%25r /foo\\bar /foo%5Cbar /foo;%2E/bar /foo;%2F/bar /foo/./bar "
                  + "/foo/././bar /./foo/bar /foo/%2e/bar /foo/.;/bar /foo/%2e;/bar "
                  + "/foo/.%2Fbar /foo/.%5Cbar /foo/bar/. /foo/bar/./ /foo/bar/.; /foo/bar/./; "
                  + "/foo/.bar /foo/../bar /foo/../../bar /../foo/bar /foo/%2e%2E/bar "
                  + "/foo/%2e%2e/%2E%2E/bar /foo/./../bar /foo/..;/bar /foo/%2e%2E;/bar "
                  + "/foo/..%2Fbar /foo/..%5Cbar /foo/bar/.. /foo/bar/../ /foo/bar/..; "
                  + "/foo/bar/../; /foo/..bar /foo/.../bar /foo//bar //foo//bar// "
                  + "/;/foo;/;/bar/;/; /foo//../bar /foo/;/../bar /foo%E2%82%ACbar /foo%20bar "
                  + "/foo%E2%82 /foo%E2%82bar /foo%-1/bar /foo%XX/bar /foo%/bar /foo/bar%0 "
                  + "/good%20/bad%/%20mix% /foo/bar?q /foo/bar#f /foo/bar?q#f /foo/bar/?q "
                  + "/foo/bar/#f /foo/bar/?q#f /foo/bar;?q /foo/bar;#f /foo/bar;?q#f / // /;/ "
                  + "/. /.. /./ /../ foo/bar/ ./foo/bar/ %2e/foo/bar/ ../foo/bar/ "
                  + ".%2e/foo/bar/ ;/foo/bar/ /#f #f ?q")
              .split(" ", -1));

  /** Targets near open and protected paths that containers and routers read differently. */
  private static final List<String> OTHERS =
      List.of(
          ("/API/admin /api//admin //api/admin /api/./admin /api/x/../admin "
                  + "/api/../admin/exact /api/x/%2e%2e/admin /api/x/.%2e/admin "
                  + "/api/x/%2e./admin /api/%2e/admin /../api/admin /api/admin;jsessionid=a "
                  + "/api;x=y/admin /api/x;a=b/../admin /api/x/..;/admin "
                  + "/api/x/..;a=b/admin /api/;/admin /;/api/admin /api/admin%3bx "
                  + "/api%2fadmin /api/x%2fadmin /api/x%5cadmin /api/x\\admin /api/admin%00 "
                  + "/api/ad%0amin /api/ad%0d%0amin /api/admin%25 /api/admin%252f "
                  + "/%2561pi/admin /api/%E9 /api/admin/%c0%af /api/%c0%ae%c0%ae/admin "
                  + "/api/\351 /api/{x} /api/a|b /api/%u0061dmin /api/%zz /api/% /api/[x] "
                  + "/api/admin%ef%bc%8fx /api/%u002fadmin "
                  + "/api/admin/../public /api/admin/..;/public /api/admin/%2e%2e/public "
                  + "/api/admin/.%2e/public /api/admin/x;/../../public "
                  + "/api/admin/x/../../public /api/admin/;/../../public "
                  + "/api/admin//../../public /api/admin/./../public "
                  + "/api/admin/..%2fpublic /api/admin%2f..%2fpublic "
                  + "/api/admin/..%5cpublic /api/admin/..\\public /api/admin;/../public "
                  + "/api/public/../admin /api/public/..;/admin /api/public/%2e%2e/admin "
                  + "/api/public/x;/../../admin /api/public/..%2fadmin "
                  + "/api/public%2f..%2fadmin /api/public/..%5cadmin "
                  + "/api/public/..\\admin /api/public;/../admin /api/public/./../admin "
                  + "/api/public//../admin /api/public/.;/../admin /public/../api/admin "
                  + "/public/..;/api/admin /public/%2e%2e/api/admin "
                  + "/public/..%2fapi/admin /public/..%252fapi/admin /public/../admin/exact "
                  + "/public/..;/admin/exact /public/../x.do /public/x/..;/..;/x.do "
                  + "/x.do;/y /x.do/ /x.do%2f /x.do;a=.css /x.do/../public/y.css "
                  + "/public/..;/x.do /admin/exact; /admin/exact%20 /admin/exact. "
                  + "/admin//exact /admin/./exact /admin/exact/.. /admin/exact/. "
                  + "/admin/exact/ /api/reports/ /api/reports; /api/report%73 /x.do/ /ADMIN/exact /admin/EXACT /admin/exact.json "
                  + "/admin/exact.en.json /admin/exact.json.en /admin/exact.x.y.z "
                  + "/admin/exact.json/ /admin/exact%2ejson /admin/exact.JSON /ADMIN/EXACT "
                  + "/Admin/Exact.json /admin/exact/.json /admin/exact.. /admin/exact./ "
                  + "/admin/exact%20%20 /admin/exact%3f /admin/exact%3fx /admin/exact%23x "
                  + "/admin/exact%3f.json /admin./exact /admin%20/exact /%20admin/exact "
                  + "/api/reports.json /api/reports.en /api/reports.json.en /api/REPORTS "
                  + "/API/reports /api/reports.pdf /api/reports/.json /api/reports. "
                  + "/api/reports%20 /api/reports%3f /api/reports%23 /api./reports "
                  + "/api/Admin/x /Api/ADMIN/x /api/admin.json /api/ADMIN.json /api/admin.en "
                  + "/api/admin. /api/admin./x /api/admin%20 /api/admin%3f/x /api/admin%23x "
                  + "/api/public.json /PUBLIC/x /api/PUBLIC/x "
                  + "/admin;/exact /admin/exact%2f /admin/exact%00.css /public/%2e "
                  + "http://other.example/api/admin http://localhost/public/../api/admin "
                  + "http://localhost/api/admin/../public HTTP://localhost//api/admin "
                  + "http:///api/admin http://localhost http://a@b/api/admin "
                  + "https://localhost/api/admin localhost:80 * "
                  + "/?/../api/admin /public/x?/../../api/admin "
                  + "/api/public#/../admin")
              .split(" ", -1));

  private static final List<String> INSERTIONS =
      List.of(
          "/",
          "//",
          "/./",
          "/../",
          "/..;/",
          "/.;/",
          "/;/",
          ";",
          ";a=b",
          ";jsessionid=1",
          "/;a=b/",
          "\\",
          "%2f",
          "%5c",
          "%3b",
          "%2e",
          "%2e%2e/",
          "/%2e/",
          "/%2e%2e/",
          "%00",
          "%0a",
          "%0d%0a",
          "%09",
          "%20",
          "%25",
          "%252f",
          "%c0%af",
          "%ef%bc%8f",
          "%u002f",
          "%7f",
          "%c2%85",
          "%");

  private Spellings() {}

  /** Canonical targets, and the endpoint of each for routers that decode. */
  static Map<String, Endpoint> canonical() {
    Map<String, Endpoint> canonical = new LinkedHashMap<>();
    for (String target :
        List.of(
            "/api/admin",
            "/api/admin/",
            "/api/admin/x",
            "/api/admin/x/y",
            "/api/admin?q=/../;x",
            "/api/admin/.hidden",
            "/api/admin/...",
            "/api/admin/..x",
            "/api/admin/x.do",
            "/api/admin/x%20y",
            "/api/admin/x%23y",
            "/api/admin/x%2By",
            "/api/admin/x+y",
            "/api/admin/caf%C3%A9",
            "/api/%61dmin",
            "/%61pi/admin/%78",
            "/api/admi%6E?x",
            "http://localhost/api/admin")) {
      canonical.put(target, Endpoint.ADMIN);
    }
    canonical.put("/admin/exact", Endpoint.EXACT);
    canonical.put("/admin/%65xact", Endpoint.EXACT);
    canonical.put("/admin/exact?", Endpoint.EXACT);
    canonical.put("/api/reports", Endpoint.REPORT);
    canonical.put("/x.do", Endpoint.EXTENSION);
    canonical.put("/x%2edo", Endpoint.EXTENSION);
    canonical.put("/api", Endpoint.SIBLING);
    canonical.put("/api/", Endpoint.SIBLING);
    canonical.put("/api/other", Endpoint.SIBLING);
    canonical.put("/api/admins", Endpoint.SIBLING);
    canonical.put("/api/Admin", Endpoint.SIBLING);
    canonical.put("/", Endpoint.HOME);
    canonical.put("/?q", Endpoint.HOME);
    canonical.put("/other", Endpoint.DEFAULT);
    canonical.put("/other/", Endpoint.DEFAULT);
    canonical.put("/caf%C3%A9", Endpoint.DEFAULT);
    canonical.put("/public/x", Endpoint.PUBLIC);
    canonical.put("/api/public", Endpoint.PUBLIC);
    canonical.put("/api/public/x", Endpoint.PUBLIC);
    return canonical;
  }

  /** All targets, with the canonical ones, each once. */
  static Set<String> all() {
    Set<String> all = new LinkedHashSet<>(canonical().keySet());
    for (String example : OF_THE_SPECIFICATION) {
      all.add(example);
      all.add(aimed(example, "api", "admin"));
      all.add(aimed(example, "api/admin", "public"));
      all.add(aimed(example, "public", "api/admin"));
      all.add(below("/api", aimed(example, "admin", "public")));
      all.add(below("/api", aimed(example, "public", "admin")));
    }
    all.addAll(OTHERS);
    inserted("/api/admin/x").forEach(all::add);
    all.remove("");
    return all;
  }

  private static String aimed(String example, String foo, String bar) {
    return example.replace("foo", foo).replace("bar", bar).replace("b%25r", bar + "%25");
  }

  private static String below(String base, String target) {
    return target.startsWith("/") ? base + target : target;
  }

  /** Every insertion at the start of every segment, and within two segments. */
  private static Stream<String> inserted(String path) {
    List<String> spellings = new ArrayList<>();
    for (int place : List.of(0, 1, 3, 4, 5, 8, 10, path.length())) {
      for (String insertion : INSERTIONS) {
        spellings.add(path.substring(0, place) + insertion + path.substring(place));
      }
    }
    return spellings.stream();
  }
}
