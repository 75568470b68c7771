/** Where the operations of a picture stand: on an axis that keeps the order of calls and answers, and gives each label its room. */
import type { HistoryOperation } from '../../oracles/histories/index.ts';
import { textWidth } from '../charts/text-width.ts';

/** What became of an operation. */
export type Fate = 'placed' | 'blocked' | 'open';

export interface ShownOperation {
  readonly operation: HistoryOperation;
  readonly fate: Fate;
  readonly label: string;
  /** Place in the order in which operations take effect, from 1; null: it has none. */
  readonly place: number | null;
}

/** A bar. Positions are shares of the width of the picture. */
export interface Bar extends ShownOperation {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** Whether it goes on beyond the picture. */
  readonly isOpen: boolean;
  /** Where it takes effect. */
  readonly effect: number | null;
  /** Where the next bar of its row begins. */
  readonly room: number;
}

export interface Tick {
  readonly at: number;
  readonly operation: HistoryOperation;
  /** Whether it is the end of the operation. */
  readonly isEnd: boolean;
}

export interface Layout {
  readonly bars: readonly Bar[];
  readonly ticks: readonly Tick[];
  readonly rows: readonly (string | number)[];
}

const LABEL_SIZE = 10.5;
/** Pixels between two moments, around a label, and between two effects at one moment. */
const GAP = 16;
const LABEL_GAP = 12;
const EFFECT_GAP = 5;

/** @param end the moment at which the picture ends @param width in pixels */
export function layOut(shown: readonly ShownOperation[], end: number, width: number): Layout {
  const rows = rowsOf(shown);
  const moments = [...new Set(shown.flatMap(({ operation }) => [operation.invoked, operation.returned]))]
    .filter((time) => time <= end)
    .sort((a, b) => a - b);
  const places = placesOf(shown, moments);
  const positions = spread(shown, places, width);
  const at = (time: number) => positions.get(time) ?? 1;
  const effects = effectsOf(shown, at, EFFECT_GAP / width);
  const bars = shown.map((one): Bar => {
    const { invoked, returned, process } = one.operation;
    const isOpen = returned > end;
    const later = shown
      .filter(({ operation }) => operation.process === process && operation.invoked > invoked)
      .map(({ operation }) => at(operation.invoked));
    return {
      ...one,
      row: rows.indexOf(process),
      start: at(invoked),
      end: at(returned),
      isOpen,
      effect: effects.get(one) ?? null,
      room: Math.min(1, ...later),
    };
  });
  return { bars, ticks: ticksOf(shown, end, at), rows };
}

function rowsOf(shown: readonly ShownOperation[]): (string | number)[] {
  const processes = [...new Set(shown.map(({ operation }) => operation.process))];
  return processes.sort((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : 1;
  });
}

/** Pixels of each moment, as close as labels allow. */
function placesOf(shown: readonly ShownOperation[], moments: readonly number[]): Map<number, number> {
  const places = new Map<number, number>();
  const before = new Map<string | number, ShownOperation>();
  const byCall = [...shown].sort((a, b) => a.operation.invoked - b.operation.invoked);
  let next = 0;
  let last = 0;
  for (const moment of moments) {
    let place = places.size === 0 ? 0 : last + GAP;
    for (; next < byCall.length && byCall[next].operation.invoked === moment; next++) {
      const { process } = byCall[next].operation;
      const earlier = before.get(process);
      if (earlier)
        place = Math.max(place, (places.get(earlier.operation.invoked) ?? 0) + labelWidth(earlier.label));
      before.set(process, byCall[next]);
    }
    places.set(moment, place);
    last = place;
  }
  return places;
}

function labelWidth(label: string): number {
  return textWidth(label, LABEL_SIZE) + LABEL_GAP;
}

/**
 * Places as shares of the width of the picture. Room that is left over goes between them in equal parts, and what is too long is pressed
 * together.
 */
function spread(
  shown: readonly ShownOperation[],
  places: ReadonlyMap<number, number>,
  width: number,
): Map<number, number> {
  const tails = new Map(shown.map(({ operation, label }) => [operation.invoked, labelWidth(label)]));
  // Each place with what has to fit behind it: its label, or bars that go on behind the last.
  const ends = Array.from(places, ([moment, place], index) => {
    const isLast = index === places.size - 1;
    return { index, end: place + Math.max(tails.get(moment) ?? 0, isLast ? 2 * GAP : 0) };
  });
  const content = Math.max(...ends.map(({ end }) => end));
  const whole = Math.max(width, content);
  const gaps = ends.filter(({ index }) => index > 0).map(({ index, end }) => (whole - end) / index);
  const gap = gaps.length === 0 ? 0 : Math.min(...gaps);
  return new Map(
    Array.from(places, ([moment, place], index) => [moment, (place + index * gap) / whole] as const),
  );
}

/** The earliest moments at which operations can take effect in their order. */
function effectsOf(
  shown: readonly ShownOperation[],
  at: (time: number) => number,
  gap: number,
): Map<ShownOperation, number> {
  const effects = new Map<ShownOperation, number>();
  const ordered = shown.filter(({ place }) => place !== null).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  let last = 0;
  for (const one of ordered) {
    const { invoked, returned } = one.operation;
    last = Math.min(Math.max(last + gap, at(invoked) + gap), at(returned) - gap / 2);
    effects.set(one, last);
  }
  return effects;
}

function ticksOf(shown: readonly ShownOperation[], end: number, at: (time: number) => number): Tick[] {
  const ticks = new Map<number, Tick>();
  for (const { operation } of shown) {
    ticks.set(operation.invoked, { at: at(operation.invoked), operation, isEnd: false });
    if (operation.returned <= end)
      ticks.set(operation.returned, { at: at(operation.returned), operation, isEnd: true });
  }
  return [...ticks.values()].sort((a, b) => a.at - b.at);
}

/** As much of a label as a width in pixels takes. */
export function fitted(label: string, width: number): string {
  if (textWidth(label, LABEL_SIZE) <= width) return label;
  let end = label.length;
  while (end > 0 && textWidth(`${label.slice(0, end)}…`, LABEL_SIZE) > width) end--;
  return end === 0 ? '' : `${label.slice(0, end)}…`;
}
