import type { Microseconds } from '../../engine/types.ts';

/** A cut of the network: messages between different sides are lost. */
export interface Cut {
  /** By process: its side. Side 0 reaches everybody. */
  readonly side: Uint8Array;
  /** Only messages from side 1 are lost. */
  readonly oneWay: boolean;
  /** When it began. */
  since?: Microseconds;
}
