/** Sprints as bars over time: what each shipped, what failed its test, what it left undone, and what it could have taken on. */
import type { RunResult } from '../../lab/result.ts';
import type { SprintRecord } from '../../recording/record.ts';
import { formatCount, formatRatio, plural } from '../format.ts';
import { runLength, timeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, colourBy, finishChart, type Json, trim } from './theme.ts';

/** Bars drawn; of more sprints, neighbours share one, with their means. */
const MOST_BARS = 120;
/** Workloads of sprints that get a panel each. */
const MOST_PANELS = 4;

const PARTS = [
  { label: 'shipped', colour: 'blue', of: (sprint: SprintRecord) => sprint.shipped },
  { label: 'failed their test', colour: 'vermillion', of: (sprint: SprintRecord) => sprint.defects },
  { label: 'not ended', colour: 'idle', of: notEnded },
] as const;

/** Given back to the backlog, or still under way at the end of the sprint. */
function notEnded({ planned, submitted, carried }: SprintRecord): number {
  return planned - submitted + carried;
}

const TOOLTIP = ['sprint', 'part', 'items', 'capacity', 'agents'].map((field) => ({ field }));

/** null when no sprint has ended. */
export function sprintsChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const { sprints } = result.record;
  if (sprints.length === 0) return null;
  const workloads = [...new Set(sprints.map(({ workload }) => workload))].slice(0, MOST_PANELS);
  const panels = workloads.map((workload, place) => {
    const own = sprints.filter((sprint) => sprint.workload === workload);
    const name = workloads.length > 1 ? workload : null;
    return panel(own, result, options, name, place === workloads.length - 1);
  });
  const body: ChartSpec = panels.length === 1 ? panels[0] : { vconcat: panels };
  return finishChart('Sprints', statement(sprints), options, body);
}

function panel(
  sprints: readonly SprintRecord[],
  result: RunResult,
  options: ChartOptions,
  name: string | null,
  isLast: boolean,
): ChartSpec {
  const length = runLength(result);
  const unit = timeUnit(length);
  const groups = groupsOf(sprints);
  const x = {
    type: 'quantitative',
    scale: { domain: [0, trim(length / unit.seconds)], nice: false },
    axis: {
      title: isLast ? `Time since start (${unit.name})` : null,
      format: ',.6~r',
      tickCount: { expr: 'max(3, width / 90)' },
    },
  };
  const y = {
    type: 'quantitative',
    axis: { title: name === null ? 'Items per sprint' : `Items per sprint: ${name}`, tickCount: 5 },
  };
  const shown = PARTS.filter(({ of }) => sprints.some((sprint) => of(sprint) > 0));
  return {
    width: options.width,
    height: 200,
    layer: [
      {
        data: { values: groups.flatMap((group) => segments(group, unit.seconds)) },
        // A thin gap between the bars, less where they are narrow.
        mark: { type: 'rect', xOffset: 0.5, x2Offset: groups.length > 60 ? 0 : -0.5 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'low' },
          y2: { field: 'high' },
          color: colourBy('part', shown, options.shades, 'square'),
          ...(options.interactive ? { tooltip: TOOLTIP } : {}),
        },
      },
      {
        data: { values: groups.map((group) => capacityRow(group, unit.seconds)) },
        mark: { type: 'rule', strokeWidth: 1.5, color: options.shades.text },
        encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'capacity' } },
      },
    ],
  };
}

function groupsOf(sprints: readonly SprintRecord[]): SprintRecord[][] {
  const size = Math.ceil(sprints.length / MOST_BARS);
  const groups: SprintRecord[][] = [];
  for (let at = 0; at < sprints.length; at += size) groups.push(sprints.slice(at, at + size));
  return groups;
}

function mean(sprints: readonly SprintRecord[], of: (sprint: SprintRecord) => number): number {
  return sprints.reduce((sum, sprint) => sum + of(sprint), 0) / sprints.length;
}

function span(group: readonly SprintRecord[], second: number) {
  return { from: trim(group[0].start / second), to: trim(group[group.length - 1].end / second) };
}

/** The parts of one bar, from below. */
function segments(group: readonly SprintRecord[], second: number): Json[] {
  const [first] = group;
  const last = group[group.length - 1];
  const sprint = first === last ? `${first.index + 1}` : `${first.index + 1} to ${last.index + 1}, mean`;
  const capacity = formatCount(mean(group, (one) => one.capacity));
  const agents = formatCount(mean(group, (one) => one.agents));
  let low = 0;
  return PARTS.flatMap(({ label, of }): Json[] => {
    const items = mean(group, of);
    if (items === 0) return [];
    const row = { low: trim(low), high: trim(low + items), part: label, items: formatCount(items) };
    low += items;
    return [{ ...span(group, second), ...row, sprint, capacity, agents }];
  });
}

function capacityRow(group: readonly SprintRecord[], second: number): Json {
  return { ...span(group, second), capacity: trim(mean(group, (one) => one.capacity)) };
}

function statement(sprints: readonly SprintRecord[]): string {
  const sum = (of: (sprint: SprintRecord) => number) => sprints.reduce((all, sprint) => all + of(sprint), 0);
  const shipped = sum((sprint) => sprint.shipped);
  const tested = sum((sprint) => sprint.tested);
  const capacity = sum((sprint) => sprint.capacity);
  const failed = tested > 0 ? `; ${formatRatio(sum((one) => one.defects) / tested)} failed their test` : '';
  const share = capacity > 0 ? `, ${formatRatio(shipped / capacity)} of the capacity (line)` : '';
  return `${plural(sprints.length, 'sprint')} shipped ${plural(shipped, 'item')}${share}${failed}.`;
}
