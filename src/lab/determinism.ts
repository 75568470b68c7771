/** Two runs of one seed must be the same: where they are not, something in them depends on the machine or the moment. */
import { RunDefect, type Runner } from './experiment/types.ts';
import type { MetricBounds, Metrics } from './result.ts';

/** What is compared. */
interface Ran {
  readonly fingerprint: string;
  readonly events: number;
  readonly metrics: Metrics;
  readonly bounds: MetricBounds;
}

/** Metrics named in a message; further ones are counted. */
const MOST_NAMED = 3;

/** Where two runs part, as part of a sentence; null when they do not. */
export function partingOf(first: Ran, second: Ran): string | null {
  const names = [first, second].flatMap(({ metrics, bounds }) => [metrics, bounds].flatMap(Object.keys));
  const other = [...new Set(names)]
    .map((name) => [name, figureText(first, name), figureText(second, name)] as const)
    .filter(([, a, b]) => a !== b);
  if (other.length === 0 && first.events === second.events && first.fingerprint === second.fingerprint)
    return null;
  const shown = other.slice(0, MOST_NAMED).map(([name, a, b]) => `${name} is ${a} and ${b}`);
  const more = other.length > MOST_NAMED ? [`${other.length - MOST_NAMED} more metrics differ`] : [];
  const events =
    first.events === second.events
      ? `both have ${first.events} events`
      : `they have ${first.events} and ${second.events} events`;
  const prints = first.fingerprint === second.fingerprint ? [] : ['the fingerprints differ'];
  return [...shown, ...more, events, ...prints].join('; ');
}

/** All digits of a metric, so that two texts are the same where the figures are. */
function figureText({ metrics, bounds }: Ran, name: string): string {
  const value = metrics[name] ?? null;
  if (value !== null) return String(value);
  const open = bounds[name];
  if (open === undefined) return 'not measured';
  const range = open.upper === null ? `at least ${open.lower}` : `between ${open.lower} and ${open.upper}`;
  return open.or_none === true ? `${range}, if any` : range;
}

/**
 * The message about runs that part; null when they do not.
 * @param modules files of a user's modules
 */
export function nondeterminism(
  modules: readonly string[] | undefined,
  first: Ran,
  second: Ran,
): string | null {
  const parting = partingOf(first, second);
  if (parting === null) return null;
  const who = modules?.length
    ? `${modules.join(', ')}: not deterministic`
    : 'the run is not deterministic, a fault of sim';
  return `${who}: two runs of one seed part (${parting})`;
}

/** Does every run twice; one whose second run is another is a RunDefect. */
export function twice(runner: Runner, modules: readonly string[] | undefined): Runner {
  return {
    parallel: runner.parallel,
    async run(scenario, replication, exact, signal, whole) {
      const first = await runner.run(scenario, replication, exact, signal, whole);
      signal?.throwIfAborted();
      const second = await runner.run(scenario, replication, exact, signal, whole);
      const problem = nondeterminism(modules, first, second);
      if (problem !== null) throw new RunDefect(problem);
      return first;
    },
    close: () => runner.close(),
  };
}
