/** What makes links worse for a while. */
export interface LinkFault {
  /** Regions by number; -1: any. */
  readonly from: number;
  readonly to: number;
  readonly bothWays: boolean;
  /** Probabilities, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Delays are multiplied by this, then `added` seconds longer. */
  readonly factor: number;
  readonly added: number;
}
