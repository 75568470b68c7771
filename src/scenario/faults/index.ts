/** The forms of all kinds of fault. A new one is one file and one line here, and its effect in the world. */
import type { z } from 'zod';
import type { FaultSpec } from '../../world/faults/kinds/index.ts';
import type { RegionSpec } from '../../world/spec/spec.ts';
import type { BuildContext } from '../build/context.ts';
import { checkUnique } from '../checks/names.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { choice } from '../schema/choice.ts';
import { isMapping } from '../schema/leaf.ts';
import { either, nearest } from '../suggest.ts';
import type { FaultForm } from './form.ts';
import { link } from './link.ts';
import { regionOutage, zoneOutage } from './outage.ts';
import { partition } from './partition.ts';
import { crash, pause, slow } from './process.ts';
import { buildSchedule, checkSchedule } from './schedule.ts';

/** Also for `sim list`. */
export const FAULT_FORMS = [crash, pause, slow, zoneOutage, regionOutage, partition, link] as const;

type Schema = (typeof FAULT_FORMS)[number]['schema'];
type FaultInput = z.output<Schema>;
type AnyForm = FaultForm<z.ZodType<FaultInput>, FaultSpec>;

const KINDS = FAULT_FORMS.map(({ kind }) => kind);
const BY_KIND = new Map<string, AnyForm>(FAULT_FORMS.map((form) => [form.kind, form as unknown as AnyForm]));

function formOf(kind: string): AnyForm {
  const form = BY_KIND.get(kind);
  if (!form) throw new RangeError(`there is no kind of fault ${kind}`);
  return form;
}

export const faultSchema = choice(
  FAULT_FORMS.map(({ schema }) => schema),
  (value) => {
    if (!isMapping(value)) return 0;
    const given = value.kind;
    const index = (KINDS as readonly unknown[]).indexOf(given);
    if (index >= 0) return index;
    if (given === undefined) return { message: `missing: expected ${either(KINDS)}`, path: ['kind'] };
    const suggestion = typeof given === 'string' ? nearest(given, KINDS) : undefined;
    const shown = typeof given === 'object' ? 'something else' : JSON.stringify(given);
    return { message: `expected ${either(KINDS)}, found ${shown}`, path: ['kind'], suggestion };
  },
);

export function buildFaults(
  inputs: readonly FaultInput[],
  regions: readonly RegionSpec[],
  context: BuildContext,
): FaultSpec[] {
  return inputs.map((input, index) => {
    const path: Path = ['faults', index];
    const form = formOf(input.kind);
    const alike = inputs.filter((other) => other.kind === input.kind && other.name === undefined);
    const name =
      input.name ?? (alike.length === 1 ? input.kind : `${input.kind}-${alike.indexOf(input) + 1}`);
    const schedule = buildSchedule(input, form.hasLifetimes, path, context);
    const given = input.duration;
    const duration = given ? context.distribution([...path, 'duration'], given, 'duration') : null;
    return form.build(input, { name, schedule, duration }, { path, regions, context });
  });
}

/** Checks faults against the cluster, the agents and the length of the run. */
export function checkFaults(scenario: Scenario, problems: Problems): void {
  const { faults } = scenario;
  checkUnique(
    faults.map(({ name }, index) => [name, ['faults', index, 'name']]),
    'fault',
    problems,
  );
  for (const [index, fault] of faults.entries()) {
    const path: Path = ['faults', index];
    checkSchedule(fault.schedule, path, scenario.duration, problems);
    formOf(fault.kind).check(fault, path, scenario, problems);
  }
}
