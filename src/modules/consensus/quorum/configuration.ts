/** Who votes, also while that changes; what votes and acknowledgements of such a configuration add up to. */
import type { ProcessId } from '../../ports.ts';
import { majority } from './sizes.ts';

export interface Configuration {
  /** Distinct. Those that vote, or, in a joint configuration, those that will. */
  readonly voters: readonly ProcessId[];
  /**
   * In a joint configuration: those that have voted so far. A quorum is then a majority of the old and a majority of the new ones (Ongaro,
   * dissertation, 4.3).
   */
  readonly outgoing?: readonly ProcessId[];
  /** Those that get the log and do not vote, once a joint configuration is left. */
  readonly learners?: readonly ProcessId[];
}

/** The sets of which a quorum needs a majority each. */
function halves({ voters, outgoing }: Configuration): readonly (readonly ProcessId[])[] {
  return outgoing === undefined ? [voters] : [outgoing, voters];
}

export function isVoter(configuration: Configuration, process: ProcessId): boolean {
  return halves(configuration).some((half) => half.includes(process));
}

/** All that get the log, each once. */
export function membersOf(configuration: Configuration): readonly ProcessId[] {
  return [...new Set([...halves(configuration).flat(), ...(configuration.learners ?? [])])];
}

/** Whether those for which something holds are a quorum. Where nobody votes there is no quorum. */
export function isQuorum(configuration: Configuration, holds: (process: ProcessId) => boolean): boolean {
  return halves(configuration).every((half) => half.filter(holds).length >= majority(half.length));
}

/** The largest value that a quorum has reached, such as the index up to which a quorum has the log. 0 where nobody votes. */
export function quorumValue(configuration: Configuration, reachedBy: (process: ProcessId) => number): number {
  return Math.min(
    ...halves(configuration).map((half) => {
      const values = half.map(reachedBy).sort((a, b) => b - a);
      return values[majority(half.length) - 1] ?? 0;
    }),
  );
}

export type Outcome = 'won' | 'lost' | 'open';

/** Votes by voter: whoever says something twice has voted once, and the first word counts. */
export class Ballots {
  readonly #granted = new Map<ProcessId, boolean>();

  record(voter: ProcessId, isGranted: boolean): void {
    if (!this.#granted.has(voter)) this.#granted.set(voter, isGranted);
  }

  /** Lost: those that have not refused are no quorum. */
  outcome(configuration: Configuration): Outcome {
    if (isQuorum(configuration, (voter) => this.#granted.get(voter) === true)) return 'won';
    return isQuorum(configuration, (voter) => this.#granted.get(voter) !== false) ? 'open' : 'lost';
  }
}
