/** How sentences about an experiment name and count things. */

/** Labels named in one sentence; further ones are counted. */
export const MOST_NAMED = 5;

/** "1 run", "3 runs". */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "a, b, c, d, e and 3 more". */
export function named(labels: readonly string[]): string {
  const more = labels.length - MOST_NAMED;
  return more > 0 ? `${labels.slice(0, MOST_NAMED).join(', ')} and ${more} more` : labels.join(', ');
}

/** A single alternative has no label. */
export function nameOf(label: string): string {
  return label === '' ? 'the scenario' : label;
}

/** A share from 0 to 1 with no more digits than it is good for. */
export function percentOf(share: number): string {
  const text = share > 0 && share < 0.1 ? (share * 100).toPrecision(2) : (share * 100).toFixed(0);
  return `${Number(text)} %`;
}
