/** Alternatives that were overloaded, or of which that is not known. */
import type { MetricComparison } from './compare-metric.ts';
import { named, nameOf, percentOf } from './naming.ts';
import type { AlternativeLoad, AlternativeResult } from './result.ts';
import type { MetricSweep } from './sweep-metric.ts';
import { growsWithBacklog } from './value-kind.ts';

/** Alternatives without a steady state, or of which that is not known: what they cannot win, and why. */
export function loadNotes(
  alternatives: readonly Pick<AlternativeResult, 'label' | 'load'>[],
  metrics: readonly (MetricComparison | MetricSweep)[],
): string[] {
  const open = metrics.map(({ metric }) => metric).filter(growsWithBacklog);
  const nothing =
    open.length === 1 ? 'has no value there, and wins nothing' : 'have no value there, and win nothing';
  const without = open.length === 0 ? '' : `; without a steady state ${open.join(', ')} ${nothing}`;
  const overloaded = namesWhere(alternatives, ({ overloaded }) => overloaded);
  const growing = namesWhere(alternatives, ({ growing, grows }) => (grows ? growing : 0));
  const chance = namesWhere(alternatives, ({ growing, grows }) => (grows ? 0 : growing));
  return [
    ...(overloaded.length === 0
      ? []
      : [`OVERLOADED, more work comes in than is done: ${named(overloaded)}${without}.`]),
    ...(growing.length === 0
      ? []
      : [`The backlog grew, and whether it would for ever is not known: ${named(growing)}${without}.`]),
    ...(chance.length === 0
      ? []
      : [
          `The backlog grew, in so few runs that it may be chance, so that whether there is a steady state is not known: ${named(chance)}.`,
        ]),
    ...meanwhileNotes(alternatives),
  ];
}

/** Alternatives with such runs; how many of all they are, and how much had not ended. */
function namesWhere(
  alternatives: readonly Pick<AlternativeResult, 'label' | 'load'>[],
  count: (load: AlternativeLoad) => number,
): string[] {
  return alternatives.flatMap(({ label, load }) => {
    if (load === null || count(load) === 0) return [];
    const some = count(load) < load.runs ? ` in ${count(load)} of ${load.runs} runs` : '';
    return [`${nameOf(label)}${some} (${percentOf(load.unfinished)} of all tasks unfinished)`];
  });
}

/** Alternatives whose figures depend on how long tasks come. */
function meanwhileNotes(alternatives: readonly Pick<AlternativeResult, 'label' | 'load'>[]): string[] {
  const overloaded = namesMeanwhile(alternatives, (load) => load.overloaded_meanwhile, true);
  const grew = namesMeanwhile(alternatives, (load) => load.grew_meanwhile, false);
  const depends = 'How long tasks waited there depends on how long they came.';
  return [
    ...(overloaded.length === 0
      ? []
      : [
          `Overloaded while tasks came, which brought as much as the agents can do or more: ${named(overloaded)}. ${depends}`,
        ]),
    ...(grew.length === 0 ? [] : [`The backlog grew while tasks came: ${named(grew)}. ${depends}`]),
  ];
}

/** Alternatives with such runs; what tasks brought, and in how many of all runs it was so. */
function namesMeanwhile(
  alternatives: readonly Pick<AlternativeResult, 'label' | 'load'>[],
  count: (load: AlternativeLoad) => number,
  withShare: boolean,
): string[] {
  return alternatives.flatMap(({ label, load }) => {
    if (load === null || count(load) === 0) return [];
    const share = load.offered === null || !withShare ? [] : [percentOf(load.offered)];
    const some = count(load) < load.runs ? [`in ${count(load)} of ${load.runs} runs`] : [];
    const told = [...share, ...some].join(' ');
    return [told === '' ? nameOf(label) : `${nameOf(label)} (${told})`];
  });
}
