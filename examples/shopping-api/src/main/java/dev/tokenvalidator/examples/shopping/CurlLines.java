package dev.tokenvalidator.examples.shopping;

import dev.tokenvalidator.examples.shopping.client.MachineClient;
import java.net.URI;

/** Commands to paste into a shell, which send the requests of the walk-through. */
final class CurlLines {

  private CurlLines() {}

  static String of(MachineClient machine, URI api) {
    return """
        # app id %s, app secret %s
        TOKEN=$(curl --silent --location \\
          --request POST '%s' \\
          --header 'Authorization: %s' \\
          --header 'Content-Type: application/x-www-form-urlencoded' \\
          --data-urlencode 'grant_type=client_credentials' \\
          --data-urlencode 'resource=https://shopping.api' \\
          --data-urlencode 'scope=read:products write:products' \\
          | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

        curl --include --header "Authorization: Bearer $TOKEN" %5$s/products
        curl --include --header "Authorization: Bearer $TOKEN" --data-urlencode 'name=sugar bowl' %5$s/products
        curl --include --header "Authorization: Bearer $TOKEN" %5$s/caller
        curl --include %5$s/products
        curl --include %5$s/health
        """
        .formatted(
            machine.id(),
            machine.secret(),
            machine.tokenEndpoint(),
            machine.basicCredentials(),
            api);
  }
}
