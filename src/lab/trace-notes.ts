/** What a reader must know of traces: what they call the start of the run, and which records the run does not have as they are. */
import { formatDuration, plural } from '../scenario/numbers.ts';
import type { Scenario, TraceUse } from '../scenario/scenario.ts';

export function traceNotes({ traces = [] }: Scenario): string[] {
  return [...originNotes(traces), ...traces.flatMap(recordNotes)];
}

/** One for each point that traces count from, unless their times are those of the run. */
function originNotes(traces: readonly TraceUse[]): string[] {
  const groups = new Map<string, TraceUse[]>();
  for (const trace of traces) {
    if (trace.origin === (trace.start ?? 0)) continue;
    const key = `${trace.origin} ${trace.chosen} ${trace.start ?? 0}`;
    groups.set(key, [...(groups.get(key) ?? []), trace]);
  }
  return [...groups.values()].map((group) => {
    const [{ origin, chosen, start = 0 }] = group;
    const sharing = traces.filter((trace) => trace.origin === origin && trace.chosen === chosen);
    const why = chosen ? 'as origin says' : `the earliest record${sharing.length > 1 ? ' of them all' : ''}`;
    const whose = `Times of ${names(group.map(({ source }) => source))}`;
    const begins = start > 0 ? `, where the workload starts, ${formatDuration(start)} into the run` : '';
    if (typeof origin === 'string')
      return `${whose} count from ${origin}, ${why}: that is ${begins === '' ? 'the start of the run' : `the point${begins}`}.`;
    const difference = Number((origin - start).toPrecision(12));
    const shift = `${Math.abs(difference)} s ${difference > 0 ? 'earlier' : 'later'}`;
    return `${whose} count from ${origin} s, ${why}${begins}: everything in them is ${shift} in the run.`;
  });
}

function names(sources: readonly string[]): string {
  const distinct = [...new Set(sources)];
  const last = distinct[distinct.length - 1];
  return distinct.length === 1 ? last : `${distinct.slice(0, -1).join('; ')}; and ${last}`;
}

function recordNotes({ source, records, early, unknown, defaults }: TraceUse): string[] {
  const notes: string[] = [];
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  if (early > 0)
    notes.push(
      `${plural(early, 'record')} of ${source} (of ${records}) ${were(early)} left out: before the origin.`,
    );
  if (unknown > 0)
    notes.push(
      `${plural(unknown, 'record')} of ${source} (of ${records}) ${were(unknown)} left out: the service time is unknown.`,
    );
  for (const [column, count] of Object.entries(defaults))
    notes.push(
      `${plural(count, 'record')} of ${source} (of ${records}) ${count === 1 ? 'does' : 'do'} not say ${column}, and ${count === 1 ? 'has' : 'have'} what the workload says.`,
    );
  return notes;
}
