/** Limits that the text states, once it is known of how many subtasks and regions. */
import { Share } from '../modules/shares.ts';
import type { Findings } from './goal.ts';
import { DEFAULT_RULE } from './parts.ts';
import type { Understood } from './types.ts';

/** "10% at a time", now that it is known of how many; at least one. */
export function limitByShare(findings: Findings, subtasks: number): void {
  const { concurrencyShare: share, concurrency } = findings;
  if (share === null) return;
  const most = Math.max(1, new Share(share).floor(subtasks));
  findings.concurrency = Math.min(most, concurrency ?? most);
}

/** "at most 2 per region", now that it is known of how many. */
export function limitByRegion(findings: Findings, regions: number | null): void {
  const { concurrencyPerRegion: each, concurrency } = findings;
  if (each === null) return;
  if (regions === null) {
    const question = `How many regions are there, with at most ${each} at once each?`;
    findings.ask(DEFAULT_RULE, 'regions_missing', question, `${each} at once in each region`);
    return;
  }
  const size = each * (findings.regionByRegion ? 1 : regions);
  findings.concurrency = Math.min(size, concurrency ?? size);
}

/** The share of so many subtasks that may fail. Where the stated share itself may not, one subtask less; a number may be less yet. */
function toleratedOf(
  { toleratedShare, toleratedExcludes, toleratedCount }: Findings,
  subtasks: number,
): number | null {
  if (subtasks < 1) return toleratedShare;
  const share =
    toleratedShare !== null && toleratedExcludes
      ? Math.max(0, new Share(toleratedShare).ceil(subtasks) - 1) / subtasks
      : toleratedShare;
  return toleratedCount === null ? share : Math.min(share ?? 1, toleratedCount / subtasks);
}

/** No more at once than start within one duration at the stated rate. */
export function rateWidth({ ratePerMinute }: Findings, minutes: number, width: number): number {
  return ratePerMinute === null
    ? width
    : Math.max(1, Math.min(width, Math.floor(ratePerMinute * minutes + 1e-9)));
}

type Limits = Pick<
  Understood,
  'concurrency' | 'ratePerMinute' | 'failureShare' | 'toleratedShare' | 'attempts'
>;

export function limitsOf(findings: Findings, subtasks: number): Limits {
  const { concurrency, ratePerMinute, failureShare, attempts } = findings;
  return {
    concurrency,
    ratePerMinute,
    failureShare,
    toleratedShare: toleratedOf(findings, subtasks),
    attempts,
  };
}

/** The earliest; of equal ones that which excludes its time. */
export function deadlineOf({
  deadlines,
}: Findings): Pick<Understood, 'deadlineMinutes' | 'deadlineExcludes'> {
  if (deadlines.length === 0) return { deadlineMinutes: null, deadlineExcludes: false };
  const deadlineMinutes = Math.min(...deadlines.map(({ value }) => value));
  const deadlineExcludes = deadlines.some(({ value, excludes }) => value === deadlineMinutes && excludes);
  return { deadlineMinutes, deadlineExcludes };
}

export function noteZones({ zones, notes }: Findings): void {
  if (zones) notes.push(`"${zones.evidence}" is not planned: a plan has regions, and no zones within them.`);
}
