/** Why nothing is said of a metric: how many runs measured it, and how many left it open. */
import type { ExperimentResult } from '../../lab/experiment/result.ts';
import { plural } from '../format.ts';

type Unmeasured = Pick<ExperimentResult, 'unmeasured' | 'runs'> & {
  readonly plan: { readonly alternatives: readonly { readonly label: string }[] };
};

/** A sentence for each of the metrics that too few runs measured. */
export function unmeasuredNotes({ unmeasured, runs, plan }: Unmeasured): string[] {
  return unmeasured.map((name) => {
    // Labels may be of any text, and names of metrics have no blanks.
    const [metric, ...rest] = name.split(' of ');
    const whose = rest.join(' of ');
    let [total, measured, open] = [0, 0, 0];
    for (const { alternative, row } of runs) {
      if (rest.length > 0 && plan.alternatives[alternative].label !== whose) continue;
      total++;
      if (row.metrics[metric] != null) measured++;
      else if (row.bounds[metric] !== undefined) open++;
    }
    return sentence(name, { total, measured, open });
  });
}

interface Counts {
  readonly total: number;
  readonly measured: number;
  /** It is of something that had not ended when these did, and may never. */
  readonly open: number;
}

function sentence(name: string, { total, measured, open }: Counts): string {
  const of = (count: number) =>
    total === 1 ? 'the run' : count === total ? `all ${total} runs` : `${count} of ${plural(total, 'run')}`;
  if (measured === 0 && open === 0)
    return `${name} was not measured in ${total === 1 ? 'the run' : 'any run'}: nothing happened that it is of.`;
  if (measured === 0 && open === total)
    return `${name} was left open by ${of(total)}, which ended before what it is of.`;
  const left = open === 0 ? '' : `, and left open by ${of(open)}`;
  return `${name} was measured in ${measured === 0 ? 'none' : of(measured)}${left}: too few to say anything.`;
}
