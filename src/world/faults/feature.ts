/** Faults as a feature of a world. */
import type { Microseconds } from '../../engine/types.ts';
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { FAULT_EVENT } from './events.ts';
import { Faults } from './faults.ts';
import { kindOf } from './kinds/index.ts';
import { Selection } from './selection.ts';

class FaultPart implements Part {
  readonly faults: Faults;
  readonly events: readonly FeatureEvent[];

  constructor(core: Core) {
    const { spec, processes, cluster, network, agents, lifecycle } = core;
    const groups = spec.agents.groups.map((group) => group.name);
    this.faults = new Faults(spec.faults, {
      ...core,
      places: new Selection({ processes, cluster, groups, groupOf: agents.table.group }),
      targets: {
        hit: (condition, process, factor, begin) => lifecycle.hit(condition, process, factor, begin),
        cut: (cut) => network.cut(cut),
        heal: (cut) => network.heal(cut),
        isActive: (cut) => network.cuts.includes(cut),
        disturb: (fault, begin) => network.links.disturb(fault, begin),
      },
    });
    this.events = eventsOf(this.faults, core);
  }

  start(): void {
    this.faults.start();
  }

  /** Only faults from before count: where faults never cease, a stalled run must end all the same. */
  busy(begunBy: Microseconds): boolean {
    return this.faults.willEnd(begunBy);
  }

  removed(agent: number): void {
    this.faults.agentGone(agent);
  }
}

function eventsOf(faults: Faults, { spec, isOver }: Core): FeatureEvent[] {
  const name = (fault: number) => `fault "${spec.faults[fault].name}"`;
  return [
    {
      kind: FAULT_EVENT.due,
      plural: 'faults beginning',
      text: (fault) => `${name(fault)} occurs`,
      concerns: name,
      handle: (fault) => {
        if (!isOver()) faults.onDue(fault);
      },
    },
    {
      kind: FAULT_EVENT.over,
      plural: 'faults ending',
      text: (fault, occurrence) => `${name(fault)}, occurrence ${occurrence}, ends`,
      concerns: name,
      handle: (fault, occurrence) => faults.onOver(fault, occurrence),
    },
    {
      kind: FAULT_EVENT.flap,
      plural: 'flapping partitions',
      text: (fault, occurrence) => `${name(fault)}, occurrence ${occurrence}, changes sides`,
      concerns: name,
      handle: (fault, occurrence) => faults.onFlap(fault, occurrence),
    },
    {
      kind: FAULT_EVENT.cycle,
      plural: 'failures and repairs',
      text: (fault, member, fails) =>
        `${name(fault)}: member ${member} ${fails === 1 ? 'fails' : 'is repaired'}`,
      concerns: name,
      handle: (fault, member, fails) => {
        if (fails === 0 || !isOver()) faults.onCycle(fault, member, fails === 1);
      },
    },
  ];
}

export const faults: Feature<FaultPart> = {
  when: (spec) => spec.faults.length > 0,
  build: (core) => new FaultPart(core),
  waits: (spec) => spec.faults.map((fault) => kindOf(fault).pause?.(fault) ?? 0),
};
