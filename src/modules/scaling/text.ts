/** Numbers as text, the same on every machine (no locale takes part). */

/** A number with a comma between thousands and at most `decimals` decimals, trailing zeros dropped: `29,947`, `0.05`. */
export function grouped(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole, fraction = ''] = Math.abs(value).toFixed(decimals).split('.');
  if (whole.includes('e')) return String(value);
  const digits = fraction.replace(/0+$/, '');
  const text = whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (digits ? `.${digits}` : '');
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** "1 file", "10,000 files"; `many` where the plural is not formed by an s. */
export function counted(count: number, one: string, many = `${one}s`, decimals = 2): string {
  return `${grouped(count, decimals)} ${count === 1 ? one : many}`;
}

/** "1 agent", "10,000 agents". */
export function agentsText(agents: number): string {
  return counted(agents, 'agent');
}

/**
 * What each of the agents does, exactly: "Each agent scans 90 files", "Each agent scans 90 files (50 agents: 91)".
 *
 * @param action the verb in the third person, with what stands before the things
 * @param ending what stands after the things
 */
export function shareText(
  action: string,
  [things, one, many]: readonly [count: number, one: string, many: string],
  agents: number,
  ending = '',
): string {
  const share = Math.floor(things / agents);
  const more = things - share * agents;
  const rest = more === 0 ? '' : ` (${agentsText(more)}: ${grouped(share + 1)})`;
  return `Each agent ${action} ${counted(share, one, many)}${ending}${rest}`;
}

/** Minutes with two decimals; below a tenth with three, as a fraction of a second is not nothing: `0.005`. */
export function usualDecimals(minutes: number): number {
  return Math.abs(minutes) < 0.1 ? 3 : 2;
}

/** Minutes, with hours beside them from two hours on: `53 minutes`, `30,000 minutes (500 hours)`. */
export function minutesText(minutes: number, decimals = usualDecimals(minutes)): string {
  const text = counted(minutes, 'minute', 'minutes', decimals);
  return Math.abs(minutes) >= 120 ? `${text} (${grouped(minutes / 60, 0)} hours)` : text;
}
