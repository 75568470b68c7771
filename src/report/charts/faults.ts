/** Fault bands for charts: stretches of one name merged into as many as can be seen, each name in a lane of its own. */
import type { FaultBand } from '../../recording/record.ts';
import { formatCount } from '../format.ts';

/** Lanes drawn; the last one gathers all further faults. */
const LANES = 5;

/** One bar in the strip above a chart, and one band behind it. Times are seconds. */
export interface BandRow {
  readonly lane: number;
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** Stretches merged into this one. */
  readonly stretches: number;
  /** Text beside the bar: on one bar of each lane only. */
  readonly label: string | null;
  /** Where the text stands: after the lane's last bar, before its first, or on it where neither has room. */
  readonly side: 'after' | 'before' | 'on' | null;
}

/** Bands in order of lane and start. Stretches closer to each other than a 250th of the run are drawn as one. */
export function faultRows(bands: readonly FaultBand[], length: number): BandRow[] {
  const shown = bands.filter((band) => band.start <= length).sort((a, b) => a.start - b.start);
  const names = [...new Set(shown.map((band) => band.name))];
  const lanes = Math.min(names.length, LANES);
  const rows: BandRow[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    const gathered = lane === LANES - 1 && names.length > LANES ? names.slice(lane) : [names[lane]];
    const own = shown.filter((band) => gathered.includes(band.name));
    const merged = mergeStretches(own, length);
    const label = gathered.length > 1 ? `${gathered.length} other faults` : laneLabel(own);
    const name = gathered.length > 1 ? label : gathered[0];
    const side = labelSide(merged, length);
    const labelled = side === 'after' ? merged.length - 1 : 0;
    merged.forEach((stretch, index) => {
      const own = index === labelled;
      rows.push({ ...stretch, lane, name, label: own ? label : null, side: own ? side : null });
    });
  }
  return rows;
}

function labelSide(stretches: readonly Stretch[], length: number): 'after' | 'before' | 'on' {
  if (stretches[stretches.length - 1].end <= 0.55 * length) return 'after';
  return stretches[0].start >= 0.45 * length ? 'before' : 'on';
}

function laneLabel(bands: readonly FaultBand[]): string {
  const processes = Math.max(0, ...bands.map((band) => band.processes ?? 0));
  const times = bands.length > 1 ? `${formatCount(bands.length)} times` : '';
  const hit = processes > 0 ? `${formatCount(processes)} ${processes === 1 ? 'process' : 'processes'}` : '';
  const name = bands[0]?.name ?? '';
  const rest = [times, hit && bands.length > 1 ? `up to ${hit}` : hit].filter((part) => part !== '');
  return rest.length === 0 ? name : `${name} · ${rest.join(', ')}`;
}

type Stretch = Pick<BandRow, 'kind' | 'start' | 'end' | 'stretches'>;

/** @param bands In order of start. */
function mergeStretches(bands: readonly FaultBand[], length: number): Stretch[] {
  const gap = length / 250;
  const merged: { kind: string; start: number; end: number; stretches: number }[] = [];
  for (const band of bands) {
    const end = Math.min(band.end ?? length, length);
    const last = merged[merged.length - 1];
    if (last !== undefined && band.start - last.end < gap) {
      last.end = Math.max(last.end, end);
      last.stretches++;
    } else merged.push({ kind: band.kind, start: band.start, end, stretches: 1 });
  }
  return merged;
}
