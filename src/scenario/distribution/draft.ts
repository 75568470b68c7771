/**
 * Distributions as read from a scenario, before the files they name have been.
 */
import type { DistributionSpec } from '../../engine/types.ts';
import type { Quantity } from '../units.ts';
import type { CallTerm, Term } from './term.ts';

/** `duration`, `size` or `number`: the quantity that is drawn. */
export type DrawnQuantity = Extract<Quantity, 'duration' | 'size' | 'number'>;

/** Values still in a file. */
export interface EmpiricalFile {
  readonly kind: 'empirical_file';
  readonly file: string;
  readonly column: string;
  /** What bare numbers in the column are. */
  readonly unit: string | null;
}

/** A name that none of the families has; the catalogue may know it. */
export interface CustomDraft {
  readonly kind: 'custom_call';
  readonly call: CallTerm;
}

/** A distribution whose files have not been read yet, and whose name has not been looked up if it is of no family. */
export type DistributionDraft =
  | Exclude<DistributionSpec, { kind: 'mixture' }>
  | EmpiricalFile
  | CustomDraft
  | {
      readonly kind: 'mixture';
      readonly components: readonly { readonly weight: number; readonly distribution: DistributionDraft }[];
    };

/** What is drawn, and how to read distributions inside. */
export interface Draw {
  readonly quantity: DrawnQuantity;
  nested(term: Term): DistributionDraft;
}
