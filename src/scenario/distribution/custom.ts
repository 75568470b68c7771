/**
 * Distributions that do not come with the program: the catalogue says what they are called and which parameters they have.
 */
import type { DistributionSpec } from '../../engine/types.ts';
import type { EntryDescription, ParameterSpec } from '../../modules/registry.ts';
import { nearest } from '../suggest.ts';
import { FAMILIES } from './families.ts';
import { foundTerm } from './read-term.ts';
import type { CallTerm } from './term.ts';
import { TermError } from './term.ts';
import { NamedValues } from './values.ts';

/**
 * The distribution that a call names, every parameter filled in.
 * @throws TermError
 */
export function customDistribution(call: CallTerm, known: readonly EntryDescription[]): DistributionSpec {
  const entry = known.find(({ name }) => name === call.name);
  if (!entry) throw unknownDistribution(call, known);
  const names = Object.keys(entry.parameters);
  const values = NamedValues.ofCall(call, names.length === 1 ? names[0] : undefined);
  values.oneOf([[]], names);
  const parameters = Object.fromEntries(
    Object.entries(entry.parameters).map(([name, spec]) => [
      name,
      values.has(name) ? readParameter(values, name, spec) : spec.default,
    ]),
  );
  return { kind: 'custom', name: entry.name, parameters };
}

export function unknownDistribution(call: CallTerm, custom: readonly EntryDescription[] = []): TermError {
  const names = [...Object.keys(FAMILIES), ...custom.map(({ name }) => name)];
  const suggestion = nearest(call.name, names);
  const known = suggestion === undefined ? `: known are ${names.join(', ')}` : '';
  return new TermError(call.spot, `unknown distribution "${call.name}"${known}`, suggestion);
}

function readParameter(values: NamedValues, name: string, spec: ParameterSpec): number | boolean | string {
  const { type, min, max, choices = [] } = spec;
  if (type === 'choice') return values.choice(name, choices);
  if (type === 'boolean') {
    const term = values.term(name);
    const text = term.kind === 'scalar' ? String(term.value) : '';
    if (text === 'true' || text === 'false') return text === 'true';
    throw new TermError(term.spot, `expected true or false, found ${foundTerm(term)}`);
  }
  // A module may allow ratios above 1, which as a quantity of its own a ratio may not be.
  const quantity = type === 'ratio' && (max ?? 1) > 1 ? 'number' : type;
  return values.quantity(name, quantity, { min, max });
}
