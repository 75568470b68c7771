/** Two runs of one seed must be the same: where they are not, something in them depends on the machine or the moment. */
import { RunDefect, type Runner } from './experiment/types.ts';
import type { Metrics } from './result.ts';

/** What is compared. */
interface Ran {
  readonly fingerprint: string;
  readonly events: number;
  readonly metrics: Metrics;
}

/** Metrics named in a message; further ones are counted. */
const MOST_NAMED = 3;

/** Where two runs part, as part of a sentence; null when they do not. */
export function partingOf(first: Ran, second: Ran): string | null {
  const names = [...new Set([...Object.keys(first.metrics), ...Object.keys(second.metrics)])];
  const other = names.filter((name) => !Object.is(first.metrics[name], second.metrics[name]));
  if (other.length === 0 && first.events === second.events && first.fingerprint === second.fingerprint)
    return null;
  const shown = other
    .slice(0, MOST_NAMED)
    .map(
      (name) =>
        `${name} is ${first.metrics[name] ?? 'not measured'} and ${second.metrics[name] ?? 'not measured'}`,
    );
  const more = other.length > MOST_NAMED ? [`${other.length - MOST_NAMED} more metrics differ`] : [];
  const events =
    first.events === second.events
      ? `both have ${first.events} events`
      : `they have ${first.events} and ${second.events} events`;
  const prints = first.fingerprint === second.fingerprint ? [] : ['the fingerprints differ'];
  return [...shown, ...more, events, ...prints].join('; ');
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
    async run(...words) {
      const first = await runner.run(...words);
      const problem = nondeterminism(modules, first, await runner.run(...words));
      if (problem !== null) throw new RunDefect(problem);
      return first;
    },
    close: () => runner.close(),
  };
}
