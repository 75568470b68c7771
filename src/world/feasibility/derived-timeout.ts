/** A time for which something waits before it acts without an answer. */
export interface DerivedTimeout {
  /** Dotted. */
  readonly name: string;
  /** A sentence's subject and verb: what happens when it has passed. */
  readonly what: string;
  /** Keys that it follows from, and how. */
  readonly from: string;
  readonly seconds: number;
  /** Mean seconds of what it must outlast; null: it waits for nobody, or that cannot be known. */
  readonly needs: number | null;
  /** What that is. */
  readonly needed: string;
  /** What follows where it does not. */
  readonly otherwise: string;
}

export const ROUND_TRIP = 'a round trip of the links';
export const NOBODY = 'Raise it, or nobody answers in time.';
export const TWICE = 'Raise it, or all of that is sent more than once.';
