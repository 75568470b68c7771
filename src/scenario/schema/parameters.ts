/**
 * Schemas of module parameters, from the descriptions the modules give.
 */
import { z } from 'zod';
import type { EntryDescription, ParameterSpec, ParameterValues } from '../../modules/registry.ts';
import { describeParameter } from '../machines.ts';
import { either, nearest } from '../suggest.ts';
import type { Quantity } from '../units.ts';
import { showDuration } from '../units.ts';
import type { Picker } from './choice.ts';
import { flag, isMapping, mapping, quantity } from './leaf.ts';

export type ParametersSchema = z.ZodType<ParameterValues, Record<string, unknown> | undefined>;

/**
 * A mapping of a module's parameters, filled with defaults.
 *
 * @param scenarioDefaults whether defaults that are settings of the scenario are left out, to be filled in when it is read
 */
export function parametersSchema(entry: EntryDescription, scenarioDefaults = false): ParametersSchema {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, spec] of Object.entries(entry.parameters)) {
    const { scenarioDefault } = spec;
    const description = describeParameter(spec);
    shape[name] =
      scenarioDefaults && scenarioDefault
        ? parameter(spec)
            .optional()
            .meta({ description: `${description} (default: ${scenarioDefault})` })
        : parameter(spec)
            .default(spec.default)
            .meta({ description, default: writtenDefault(spec) });
  }
  return mapping(shape)
    .prefault({})
    .meta({ description: `Parameters of ${entry.name}` }) as unknown as ParametersSchema;
}

/** The default as one would write it, for editors; the value itself is used as it is. */
function writtenDefault({ type, default: value }: ParameterSpec): number | boolean | string {
  if (typeof value !== 'number' || value === 0) return value;
  if (type === 'duration') return showDuration(value);
  if (type === 'rate') return `${value}/s`;
  return type === 'size' ? `${value}B` : value;
}

function parameter(spec: ParameterSpec): z.ZodType<number | boolean | string> {
  switch (spec.type) {
    case 'boolean':
      return flag();
    case 'choice': {
      const choices = spec.choices ?? [String(spec.default)];
      return z.enum(choices as [string, ...string[]], { error: () => either(choices) });
    }
    default: {
      const kind: Quantity = spec.type;
      // A module may allow ratios above 1, which as a quantity of its own a ratio may not be.
      const wide = kind === 'ratio' && (spec.max ?? 1) > 1;
      return quantity(wide ? 'number' : kind, { min: spec.min, max: spec.max });
    }
  }
}

/** Picks the alternative by the name under `key`; `names` are in the order of the alternatives. */
export function pickByName(key: string, what: string, names: readonly string[], fallback: string): Picker {
  return (value) => {
    if (!isMapping(value)) return 0;
    const name = value[key] ?? fallback;
    const index = names.indexOf(name as string);
    if (index >= 0) return index;
    if (typeof name !== 'string')
      return { message: `expected the name of ${what}, found ${JSON.stringify(name)}`, path: [key] };
    const suggestion = nearest(name, names);
    const known = suggestion === undefined ? `: known are ${names.join(', ')}` : '';
    return { message: `there is no ${what.replace(/^an? /, '')} "${name}"${known}`, path: [key], suggestion };
  };
}
