/** Whether a learner is close enough behind the leader to vote without holding up commits (dissertation, 4.2.1). */

/** Replication to a learner goes in rounds: each brings what the log held when it began. */
export interface CatchUp {
  /** The index that the present round ends with; null: no round goes on, the learner has all. */
  readonly target: number | null;
  readonly since: number;
  /** Microseconds that the latest round took; Infinity: none has ended. */
  readonly took: number;
}

export function beginCatchUp(lastIndex: number, now: number): CatchUp {
  return { target: lastIndex, since: now, took: Infinity };
}

/** After an acknowledgement. */
export function afterCatchUp(round: CatchUp, match: number, lastIndex: number, now: number): CatchUp {
  if (round.target !== null && match < round.target) return round;
  const took = round.target === null ? round.took : now - round.since;
  return { target: match < lastIndex ? lastIndex : null, since: now, took };
}

/** A round that takes less than an election timeout: a leader that waited for it would not be deposed meanwhile. */
export function isCaughtUp(round: CatchUp, now: number, electionTimeout: number): boolean {
  return round.took < electionTimeout && (round.target === null || now - round.since < electionTimeout);
}
