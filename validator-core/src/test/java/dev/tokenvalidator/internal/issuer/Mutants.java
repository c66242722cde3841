package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.AskedKeyIds.Entry;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Machines with a fault, which a search or a simulation must find. */
enum Mutants implements Function<KeyRules, KeyMachine> {

  /**
   * The rule that came before: a set has the last word for 30 seconds from its arrival, whenever
   * its fetch was begun and the key id was first seen.
   */
  FORMER_RULE {
    @Override
    public KeyMachine apply(KeyRules rules) {
      KeyJudge judge =
          new KeyJudge(rules.replicaLag()) {
            @Override
            boolean isProvenAbsent(KeyState state, String keyId, Moment now) {
              CurrentSet current = state.current();
              return current != null
                  && state.asked().find(keyId) != null
                  && !state.isUnderWay()
                  && now.since(current.arrived()) <= FRESH;
            }
          };
      return new KeyMachine(rules, judge) {
        @Override
        void wantWhatIsOwed(Draft draft, CurrentSet set) {}
      };
    }
  },

  OLDER_FETCH_AS_PROOF {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(
          rules,
          new KeyJudge(rules.replicaLag()) {
            @Override
            boolean proves(CurrentSet set, Entry seen) {
              return set.fetch() >= seen.fetch() - 1;
            }
          });
    }
  },

  PROOF_FOR_EVER {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(
          rules,
          new KeyJudge(rules.replicaLag()) {
            @Override
            boolean isFresh(CurrentSet set, Moment now) {
              return true;
            }
          });
    }
  },

  PROOF_FORGOTTEN {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(
          rules,
          new KeyJudge(rules.replicaLag()) {
            @Override
            boolean proves(CurrentSet set, Entry seen) {
              return false;
            }
          });
    }
  },

  REPLICAS_THOUGHT_EQUAL {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(new KeyRules(rules.timeToLive(), rules.staleLimit(), Duration.ZERO));
    }
  },

  CACHES_THOUGHT_FRESH {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          return super.step(
              state,
              event instanceof Event.Fetched it
                  ? new Event.Fetched(it.fetch(), it.keyIds(), 0, it.refreshAfter(), it.life())
                  : event,
              now);
        }
      };
    }
  },

  LOST_TIMER {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          Step step = super.step(state, event, now);
          boolean failed = event instanceof Event.Failed;
          return new Step(
              step.state(),
              step.effects().stream()
                  .filter(effect -> !(failed && effect instanceof Effect.WakeIn))
                  .toList());
        }
      };
    }
  },

  DEADLINE_IGNORED {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          return event instanceof Event.Deadline
              ? new Step(state, List.of())
              : super.step(state, event, now);
        }
      };
    }
  },

  TWO_FETCHES {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          Step step = super.step(state, event, now);
          if (!(event instanceof Event.Demand) || !state.isUnderWay()) {
            return step;
          }
          Draft draft = new Draft(step.state(), now);
          draft.wants = KeyState.Wants.NONE;
          draft.begun++;
          List<Effect> effects = new ArrayList<>(step.effects());
          effects.add(new Effect.Begin(draft.begun, true));
          return new Step(draft.toState(), effects);
        }
      };
    }
  },

  LATE_ANSWER_COUNTED {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        boolean isUnderWay(Draft draft, long fetch) {
          return true;
        }
      };
    }
  },

  FOLLOW_UP_FORGOTTEN {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        void wantWhatIsOwed(Draft draft, CurrentSet set) {}
      };
    }
  },

  NO_BOUND {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          Draft draft = new Draft(super.step(state, event, now).state(), now);
          draft.newIds = Brake.full(KeyRules.NEW_ID_BURST, KeyRules.NEW_ID_INTERVAL);
          return new Step(draft.toState(), super.step(state, event, now).effects());
        }
      };
    }
  },

  NO_BACK_OFF {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          Step step = super.step(state, event, now);
          if (!(event instanceof Event.Failed)) {
            return step;
          }
          Draft draft = new Draft(step.state(), now);
          draft.backOff = Countdown.OVER;
          return new Step(
              draft.toState(), List.of(new Effect.Release(draft.concluded), new Effect.WakeIn(0)));
        }
      };
    }
  },

  FAILURE_AS_PROOF {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          CurrentSet old = state.current();
          boolean failed = event instanceof Event.Failed it && it.fetch() == state.begun();
          Draft draft = new Draft(state, now);
          if (failed && old != null) {
            draft.current =
                new CurrentSet(
                    old.keyIds(),
                    state.begun(),
                    false,
                    0,
                    now,
                    now,
                    old.refreshAfter(),
                    old.usableFor());
          }
          return super.step(draft.toState(), event, now);
        }
      };
    }
  },

  REMOVED_KEY_KEPT {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          if (!(event instanceof Event.Fetched it) || state.current() == null) {
            return super.step(state, event, now);
          }
          Set<String> all = new HashSet<>(it.keyIds());
          all.addAll(state.current().keyIds());
          return super.step(
              state,
              new Event.Fetched(it.fetch(), all, it.age(), it.refreshAfter(), it.life()),
              now);
        }
      };
    }
  },

  WAITERS_LEFT_BEHIND {
    @Override
    public KeyMachine apply(KeyRules rules) {
      return new KeyMachine(rules) {
        @Override
        Step step(KeyState state, Event event, Moment now) {
          Step step = super.step(state, event, now);
          boolean late = event instanceof Event.Deadline;
          return new Step(
              step.state(),
              step.effects().stream()
                  .filter(effect -> !(late && effect instanceof Effect.Release))
                  .toList());
        }
      };
    }
  };
}
