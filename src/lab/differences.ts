/** All places in which two values of JSON differ. */

export interface Difference {
  /** Keys joined by dots, places in lists in brackets: `workload.service`, `faults[1].at`; empty for the whole. */
  readonly path: string;
  /** undefined: it is absent there. */
  readonly a: unknown;
  readonly b: unknown;
}

/** In the order of the first value's keys, those that only the second has after them. */
export function* differences(a: unknown, b: unknown, path = ''): Generator<Difference> {
  if (Object.is(a, b)) return;
  if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (JSON.stringify(a) !== JSON.stringify(b)) yield { path, a, b };
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
    yield* differences(a[key], b[key], below(path, key, Array.isArray(a)));
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function below(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
