/** The sprints of a run, one by one, and their figures. */
import type { Microseconds } from '../engine/types.ts';
import type { SprintReport } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { between, countBounds, type Figure } from './bounds.ts';
import type { SprintRecord } from './record.ts';

const MICROSECONDS = 1e6;
const MINUTE = 60;

export class SprintRecorder {
  readonly records: SprintRecord[] = [];
  readonly #spec: WorldSpec;

  constructor(spec: WorldSpec) {
    this.#spec = spec;
  }

  ended(workload: number, report: SprintReport): void {
    const { plan, phases, impact, rules } = report;
    this.records.push({
      workload: this.#spec.workloads[workload].name,
      index: report.sprint,
      start: report.start / MICROSECONDS,
      end: report.end / MICROSECONDS,
      agents: plan.agents,
      parallelism: plan.parallelism,
      capacity: report.capacity,
      planned: phases.reduce((sum, { planned }) => sum + planned, 0),
      submitted: phases.reduce((sum, { submitted }) => sum + submitted, 0),
      tested: report.tested,
      shipped: report.shipped,
      defects: report.defects,
      abandoned: report.abandoned,
      unfinished: report.unfinished,
      carried: report.carried,
      velocity: impact.velocity / MINUTE,
      coverage: impact.coverage,
      efficiency: impact.efficiency,
      learning: impact.learning,
      rules: rules.join(' '),
    });
  }

  /** Sprints of a workload that have ended, and its items that were shipped or given up. */
  settled(workload: string): { readonly sprints: number; readonly items: number } {
    const own = this.records.filter((record) => record.workload === workload);
    const items = own.reduce((sum, { shipped, abandoned }) => sum + shipped + abandoned, 0);
    return { sprints: own.length, items };
  }

  /**
   * The sprints that began in the measured time. All but counts are null without one.
   * @param from microseconds
   * @param left most sprints that could still come to their end, and items that could still be shipped
   */
  metrics(
    from: Microseconds,
    left: { readonly sprints: number; readonly items: number },
  ): Record<string, Figure> {
    const sprints = this.records.filter(({ start }) => start * MICROSECONDS >= from);
    const { length } = sprints;
    const sum = (of: (sprint: SprintRecord) => number) =>
      sprints.reduce((all, sprint) => all + of(sprint), 0);
    const tested = sum((sprint) => sprint.tested);
    const last = new Map(sprints.map((sprint) => [sprint.workload, sprint.coverage]));
    const coverage = [...last.values()].reduce((all, value) => all + value, 0);
    const only = (figure: Figure) => (length > 0 ? figure : null);
    const total = length + left.sprints;
    const open = left.sprints > 0;
    const [velocity, efficiency] = [sum((sprint) => sprint.velocity), sum((sprint) => sprint.efficiency)];
    return {
      'sprint.count': only(countBounds(length, left.sprints)),
      'sprint.shipped': only(
        countBounds(
          sum((sprint) => sprint.shipped),
          left.items,
        ),
      ),
      'sprint.abandoned': only(
        countBounds(
          sum((sprint) => sprint.abandoned),
          left.items,
        ),
      ),
      'sprint.velocity.mean': only(open ? between(velocity / total, Infinity) : velocity / length),
      'sprint.quality': open
        ? // Where nothing has been tested, nothing need ever be.
          only({ lower: 0, upper: 1, ...(tested > 0 ? {} : { or_none: true as const }) })
        : tested > 0
          ? (tested - sum((sprint) => sprint.defects)) / tested
          : null,
      'sprint.coverage': only(between(coverage / last.size, open ? 1 : coverage / last.size)),
      'sprint.efficiency': only(between(efficiency / total, (efficiency + left.sprints) / total)),
      'sprint.learning': only(
        countBounds(
          sum((sprint) => sprint.learning),
          left.sprints,
          Infinity,
        ),
      ),
    };
  }
}
