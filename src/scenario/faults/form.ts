/** What the form of a kind of fault in a scenario is: its keys, what becomes of them, and what is checked when all else is known. */
import type { z } from 'zod';
import type { AnyFaultSpec } from '../../world/faults/kind.ts';
import type { FaultCommon } from '../../world/spec/fault-spec.ts';
import type { RegionSpec } from '../../world/spec/spec.ts';
import type { BuildContext } from '../build/context.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';

/** Where a fault is built: its place in the document, and what else of the scenario is known. */
export interface FaultPlace {
  readonly path: Path;
  readonly regions: readonly RegionSpec[];
  readonly context: BuildContext;
}

export interface FaultForm<Schema extends z.ZodType, Spec extends AnyFaultSpec> {
  readonly kind: Spec['kind'];
  /** For lists and the reference. */
  readonly description: string;
  readonly schema: Schema;
  /** Whether each process may have its own times of failure and repair (mtbf and mttr). */
  readonly hasLifetimes: boolean;
  build(input: z.output<Schema>, common: Omit<FaultCommon, 'kind'>, place: FaultPlace): Spec;
  check(fault: Spec, path: Path, scenario: Scenario, problems: Problems): void;
}

/** Infers the types of a form from its parts. */
export function faultForm<Schema extends z.ZodType, Spec extends AnyFaultSpec>(
  form: FaultForm<Schema, Spec>,
): FaultForm<Schema, Spec> {
  return form;
}
