/** Numbers from outside that are none to compute with. */
import type { Scenario } from '../scenario/scenario.ts';

/** Dotted path of the first number in plain data that is NaN or infinite; null when there is none. */
export function notFinite(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : '';
  if (typeof value !== 'object' || value === null) return null;
  const parts = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, part] of parts) {
    const below = notFinite(part);
    if (below !== null) return below === '' ? String(key) : `${key}.${below}`;
  }
  return null;
}

/** Scenarios from files are checked already; those that a program puts together are not. */
export function checkNumbers(
  scenario: Scenario,
  { until, replication = 0 }: { readonly until?: number; readonly replication?: number },
): void {
  const path = notFinite(scenario);
  if (path !== null) throw new RangeError(`${path} is not a finite number`);
  if (until !== undefined && !(until > 0 && Number.isFinite(until)))
    throw new RangeError(`until is a finite number of seconds above 0, not ${until}`);
  if (!(Number.isSafeInteger(replication) && replication >= 0))
    throw new RangeError(`replication is a whole number from 0 on, not ${replication}`);
}
