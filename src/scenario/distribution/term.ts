/**
 * What distributions and arrival processes are written in: either text, `lognormal(mean=2s, cv=0.3)`, or YAML,
 * `lognormal: { mean: 2s, cv: 0.3 }`. Both become the same terms, each knowing where it stands.
 */
/** Where a term stands: below the value being read, and how far into it when that is text. */
export interface Spot {
  readonly path: readonly (string | number)[];
  readonly offset?: number;
  /** The key at the path rather than its value. */
  readonly key?: boolean;
}

export interface TermEntry {
  readonly key: string;
  readonly spot: Spot;
  readonly value: Term;
}

export type Term =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly spot: Spot }
  | { readonly kind: 'list'; readonly items: readonly Term[]; readonly spot: Spot }
  | { readonly kind: 'mapping'; readonly entries: readonly TermEntry[]; readonly spot: Spot }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly entries: readonly TermEntry[];
      /** The value of a call with one value and no name for it. */
      readonly only: Term | null;
      readonly spot: Spot;
    };

export type CallTerm = Extract<Term, { kind: 'call' }>;

/** A term that does not say what it should. The message is complete. */
export class TermError extends Error {
  override readonly name = 'TermError';
  readonly spot: Spot;
  readonly suggestion: string | undefined;

  constructor(spot: Spot, message: string, suggestion?: string) {
    super(message);
    this.spot = spot;
    this.suggestion = suggestion;
  }
}
