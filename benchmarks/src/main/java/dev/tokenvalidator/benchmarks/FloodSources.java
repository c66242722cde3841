package dev.tokenvalidator.benchmarks;

/** Where the attackers come from, and where the clients do. */
enum FloodSources {
  ONE_ATTACKER("one attacks") {
    @Override
    String ofAttacker(int connection) {
      return "attacker";
    }

    @Override
    String ofClient(int client, int connections) {
      return "client " + client % 60;
    }
  },

  AS_MANY("as many attack as are honest") {
    @Override
    String ofAttacker(int connection) {
      return "attacker " + connection;
    }

    @Override
    String ofClient(int client, int connections) {
      return "client " + client % connections;
    }
  },

  ONE_FOR_ALL("one for all") {
    @Override
    String ofAttacker(int connection) {
      return "proxy";
    }

    @Override
    String ofClient(int client, int connections) {
      return "proxy";
    }
  };

  private final String title;

  FloodSources(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract String ofAttacker(int connection);

  abstract String ofClient(int client, int connections);
}
