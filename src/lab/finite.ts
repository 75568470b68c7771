/** Numbers from outside that are none to compute with. */

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
