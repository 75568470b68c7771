/**
 * The scenario that `sim new` writes: small, runnable, and explaining itself.
 */
import { yamlText } from './yaml-text.ts';

/** YAML with comments. `name` may be any text; what a name may not hold is left out of it. */
export function starterScenario(name: string): string {
  return `# A scenario: agents, the work they get, what goes wrong, and what must hold. Every key may be left out; what is left
# out has a default. "sim schema" prints a JSON Schema with which editors complete and check this file.
name: ${yamlText(plainName(name)).trimEnd()}
description: |
  Do a hundred agents keep up with the requests while one in a hundred of them crashes?

# Everything random follows from the seed: the same seed gives the same run, bit for bit.
seed: 1
# The run ends here at the latest. Without it, the run ends when all finite work is done.
duration: 1h
# What happens before this is left out of the metrics, so that they describe the steady state.
warmup: 5m

cluster:
  regions:
    # zones fail together; nodes are machines per zone
    - { name: us-east, zones: 3, nodes: 10 }
    - { name: eu-west, zones: 3, nodes: 10 }

agents:
  count: 100
  # Tasks that one agent runs at a time.
  slots: 1
  # Groups differ in what they say; all else they take over from above. The other 80 agents form a group of their own.
  groups:
    - { name: fast, count: 20, speed: 2, capabilities: [gpu] }

coordination:
  # star: one coordinator for all. tree: coordinators of at most "fanout" children each. mesh, ring: peers beside each other.
  topology: star

network:
  # Loses one message in a thousand, on all links.
  loss: 0.1%
  regions:
    - { between: [us-east, eu-west], latency: 40ms }

# "sim list algorithms" shows what there is.
scheduler: least_loaded

retry: { max_attempts: 3, timeout: 5m }

health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 10s } }

# The kind of a workload follows from its key: arrivals, population, backlog, waves, dag, phases, sprints,
# recurrence or flow.
# "sim list workloads" says what each is.
workload:
  - name: requests
    # "sim list arrivals" and "sim list distributions" show what there is. Where text has commas and stands between { },
    # it needs quotation marks.
    arrivals: poisson(rate=2/s)
    service: lognormal(mean=30s, cv=0.5)
    failure: 1%
  - name: training
    backlog: 50
    start: 10m
    service: exponential(mean=2m)
    capabilities: [gpu]
    priority: 3

faults:
  - { kind: crash, target: { agents: 1% }, every: 10m, duration: 30s }

# "sim run" fails when one of these does not hold. "sim list metrics" shows what is measured.
expect:
  - tasks.lost == 0
`;
}

/** A name in one line, as the schema wants it. */
function plainName(text: string): string {
  const name = text
    .replace(/[\n\r\t"\\]+/g, ' ')
    .trim()
    .slice(0, 100);
  return name === '' ? 'scenario' : name;
}
