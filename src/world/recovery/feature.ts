/** Recovery as a feature of a world: the supervisor as a process of its own, on the machine of the root. */
import type { Microseconds } from '../../engine/types.ts';
import { Supervisor } from '../../modules/recovery/supervisor.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import { Host } from '../host/host.ts';
import type { RecoverySpec, WorldSpec } from '../spec/spec.ts';
import { RECOVERY_EVENT, WHAT } from './events.ts';
import { RecoveryMachine } from './machine.ts';

/** It draws nothing at random. */
const NO_RANDOM = { uniform: () => 0 };

const WORDS: Readonly<Record<number, (agent: string) => string>> = {
  [WHAT.over]: (agent) => `the restart or analysis of ${agent} is over`,
  [WHAT.replaced]: (agent) => `the replacement of ${agent} is in its place`,
  [WHAT.people]: (agent) => `people have dealt with ${agent}`,
  [WHAT.spawnTimer]: () => 'replacements begin',
  [WHAT.spareReady]: () => 'a spare for replacements is ready',
};

class RecoveryPart implements Part {
  readonly events: readonly FeatureEvent[];
  readonly processes: ReadonlyMap<number, MessageTable>;
  readonly #supervisor: Supervisor;
  readonly #machine: RecoveryMachine;

  constructor(spec: RecoverySpec, core: Core) {
    const { processes, hosting, names } = core;
    const machine = new RecoveryMachine(spec, {
      ...core,
      done: (agent, success) => this.#supervisor.done(agent, success),
    });
    this.#machine = machine;
    this.#supervisor = new Supervisor(new Host(processes.supervisor, hosting, NO_RANDOM), machine);
    const table = new MessageTable(processes.supervisor, this.#supervisor.receives);
    this.processes = new Map([[processes.supervisor, table]]);
    this.events = [
      {
        kind: RECOVERY_EVENT,
        plural: 'recoveries',
        text: (agent, what) => WORDS[what](names.process(agent)),
        handle: (target, what, request) => machine.onEvent(target, what, request),
      },
    ];
  }

  prepare(): void {
    this.#supervisor.start();
  }

  busy(begunBy: Microseconds): boolean {
    return this.#machine.isBusy(begunBy);
  }
}

/** Seconds for which nothing need move in one recovery. */
function waits({ recovery: spec }: WorldSpec): readonly number[] {
  if (!spec) return [];
  const { restart, replacement, quarantine, ramp } = spec;
  const timeouts = restart.timeout + replacement.timeout + quarantine.timeout;
  return [spec.patience, spec.attempts * (timeouts + spec.backoff_limit), spec.proving_limit, ramp.time];
}

export const recovery: Feature<RecoveryPart> = {
  when: (spec) => Boolean(spec.recovery),
  build: (core) => new RecoveryPart(core.spec.recovery as RecoverySpec, core),
  waits,
};
