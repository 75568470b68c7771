/** How many votes are enough. `n` is the number of voters, at least 1, unless said otherwise. */

/** More than half: any two majorities share a voter. */
export function majority(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** Whether any quorum of one size and any of another share a voter (Howard, Malkhi and Spiegelman, "Flexible Paxos", 2016). */
export function quorumsIntersect(n: number, size: number, other: number): boolean {
  return size + other > n;
}

/** Three quarters: with classic quorums of a majority, the smallest fast quorum for each n (Lamport, "Fast Paxos", 2006, 2.3.3). */
export function fastQuorum(n: number): number {
  return Math.ceil((3 * n) / 4);
}

/**
 * Whether a fast round may have these quorums: any quorum and any two fast quorums share a voter. Then of two values at most one can have
 * been chosen by a fast quorum, for all that a classic quorum, or a fast one, can tell.
 */
export function isFastQuorumSafe(n: number, classic: number, fast: number): boolean {
  return quorumsIntersect(n, classic, classic) && classic + 2 * fast > 2 * n && 3 * fast > 2 * n;
}

/**
 * How many votes for a value in a set of answers show that a quorum may have chosen it: all but those answers that need not be part of a
 * quorum.
 * @param answers size of the set
 * @param quorum size of a quorum of the round that was voted in
 */
export function votesThatForce(n: number, answers: number, quorum: number): number {
  return answers - (n - quorum);
}

/** How many of n may lie without harm: n is at least 3 f + 1 (Castro and Liskov, 1999). */
export function toleratedTraitors(n: number): number {
  return Math.floor((n - 1) / 3);
}

/**
 * Any two such quorums share at least f + 1 voters, one of which is honest: ceil((n + f + 1) / 2). That is 2 f + 1 for n = 3 f + 1, and more
 * for n between.
 */
export function byzantineQuorum(n: number, f: number = toleratedTraitors(n)): number {
  return Math.ceil((n + f + 1) / 2);
}

/** So many equal answers: one of them is from somebody honest. */
export function honestWitness(n: number, f: number = toleratedTraitors(n)): number {
  return Math.min(n, f + 1);
}
