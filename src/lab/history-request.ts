/** What a run can be asked of its history. Commands read it before they load what simulates. */

/** Events that one request may ask for. */
export const MOST_EVENTS = 10_000;

/** Events are counted from 1; `from` and `to` are numbers of events, the first excluded and the second included. */
export type HistoryRequest =
  /** Digests at regular places after `from`. The run ends at `to` where that is given. */
  | { readonly kind: 'checkpoints'; readonly from: number; readonly to?: number }
  /** The events after `from` up to `to`, where the run ends. At most `MOST_EVENTS`. */
  | { readonly kind: 'events'; readonly from: number; readonly to: number };
