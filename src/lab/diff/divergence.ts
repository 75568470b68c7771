/**
 * The first event at which two histories part. Source of the search: checkpoints of a chained hash are equal up to the parting and
 * differ after it, so that the last equal and the first different one enclose it; both histories are then asked again for the stretch
 * between, in which smaller ones are compared until few enough events are left to be compared one by one.
 */
import type { History, HistoryEvent } from '../history.ts';
import type { HistoryRequest } from '../history-request.ts';

/** What a run says when it is asked for its history. */
export interface HistoryAnswer {
  readonly history: History;
  /** Events that it had, as far as it went, and the digest of all of them. */
  readonly events: number;
  readonly fingerprint: string;
}

/** A run that can be asked for its history again and again. */
export type HistorySource = (request: HistoryRequest) => Promise<HistoryAnswer>;

export interface Divergence {
  /** Number of the first event that differs, from 1. */
  readonly event: number;
  /** Events before it that both histories share, oldest first. */
  readonly shared: readonly HistoryEvent[];
  /** The event itself and those after it; empty where that history has ended before. */
  readonly a: readonly HistoryEvent[];
  readonly b: readonly HistoryEvent[];
  /**
   * True: the fingerprint takes this pair of events for the same, and only their texts differ, such as the fields of a message. Then
   * texts of events before those that were compared may differ too.
   */
  readonly byTextAlone: boolean;
}

/** Events compared one by one at most. */
const WINDOW = 4_096;

interface Stretch {
  /** Events that are the same for certain, and a number of events at which the histories differ. */
  readonly same: number;
  readonly different: number;
}

/**
 * @param first what both histories said when they were asked for checkpoints of the whole
 * @param around events shown before and after
 * @returns null where the histories are the same
 */
export async function firstDivergence(
  sources: readonly [HistorySource, HistorySource],
  first: readonly [HistoryAnswer, HistoryAnswer],
  around: number,
): Promise<Divergence | null> {
  const start = wholeStretch(first);
  if (start === null) return null;
  let stretch = start;
  while (stretch.different - stretch.same > WINDOW) {
    const { same: from, different: to } = stretch;
    const answers = await both(sources, { kind: 'checkpoints', from, to });
    const narrower = narrowed(stretch, answers);
    if (narrower.different - narrower.same >= stretch.different - stretch.same) break;
    stretch = narrower;
  }
  const from = Math.max(0, stretch.same - around);
  const to = Math.min(stretch.different, stretch.same + WINDOW) + around;
  const [a, b] = await both(sources, { kind: 'events', from, to });
  return parting(a.history.events, b.history.events, around);
}

async function both(
  [a, b]: readonly [HistorySource, HistorySource],
  request: HistoryRequest,
): Promise<readonly [HistoryAnswer, HistoryAnswer]> {
  const [one, other] = await Promise.all([a(request), b(request)]);
  return [one, other];
}

/** Where the histories part, by the checkpoints of the whole and by their ends; null where they are the same. */
function wholeStretch(answers: readonly [HistoryAnswer, HistoryAnswer]): Stretch | null {
  const [a, b] = answers;
  const found = narrowed({ same: 0, different: Infinity }, answers);
  if (found.different < Infinity) return found;
  if (a.events === b.events && a.fingerprint === b.fingerprint) return null;
  return { same: found.same, different: Math.min(a.events, b.events) + 1 };
}

/** Between the last checkpoint that both have and that is equal, and the first that differs. */
function narrowed({ same, different }: Stretch, [a, b]: readonly [HistoryAnswer, HistoryAnswer]): Stretch {
  const digests = new Map(b.history.checkpoints.map(({ event, digest }) => [event, digest]));
  let last = same;
  for (const { event, digest } of a.history.checkpoints) {
    const other = digests.get(event);
    if (other === undefined || event <= same) continue;
    if (other !== digest) return { same: last, different: Math.min(different, event) };
    last = event;
  }
  return { same: last, different };
}

/** The first pair of events of which both are at hand and that differ. */
function parting(a: readonly HistoryEvent[], b: readonly HistoryEvent[], around: number): Divergence | null {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i], b[i]];
    if (one !== undefined && other !== undefined && isSame(one, other)) continue;
    return {
      event: (one ?? other).event,
      shared: a.slice(Math.max(0, i - around), i),
      a: a.slice(i, i + around + 1),
      b: b.slice(i, i + around + 1),
      byTextAlone: one !== undefined && other !== undefined && hasSameWords(one, other),
    };
  }
  return null;
}

function isSame(a: HistoryEvent, b: HistoryEvent): boolean {
  return hasSameWords(a, b) && a.text === b.text;
}

function hasSameWords(a: HistoryEvent, b: HistoryEvent): boolean {
  return a.time === b.time && a.words.every((word, index) => word === b.words[index]);
}
