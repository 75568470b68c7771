/** The verdict at the head of a report, of one run and of many: what expectations and claims came to. */
import type { createColors } from 'picocolors';
import type { RepeatedResult } from '../lab/experiment/repeated.ts';
import type { RunSummary } from '../lab/result.ts';
import type { Verdict } from '../lab/verdict.ts';
import { formatCount, plural } from './format.ts';

type Colours = ReturnType<typeof createColors>;

export interface Headline {
  readonly kind: 'met' | 'missed' | 'undecided' | 'partial' | 'none';
  readonly text: string;
}

/** Before the text of a headline, by its kind. */
export const HEADLINE_MARKS = { met: '✓', missed: '✗', undecided: '?', partial: '!', none: '·' } as const;

/** As a terminal shows it. */
export function headlineText({ kind, text }: Headline, colours: Colours): string {
  const colour = {
    met: 'green',
    missed: 'red',
    undecided: 'yellow',
    partial: 'yellow',
    none: 'dim',
  } as const;
  return colours[colour[kind]](kind === 'none' ? text : `${HEADLINE_MARKS[kind]} ${text}`);
}

/** Of one run: expectations that are not met, those that the run could not decide, and claims. */
export function headline(summary: RunSummary): Headline {
  const { expectations, claims, partial } = summary;
  const verdicts = expectations.map(({ verdict }) => verdict);
  const said = claimsText(claims.map(({ verdict }) => verdict));
  const { kind, text } = expectationsHeadline(verdicts);
  if (partial !== true) return { kind, text: said === '' ? text : `${text}; ${said}` };
  const interrupted = 'interrupted: the figures cover a part of the run';
  const parts = [interrupted, kind === 'missed' || kind === 'undecided' ? text : '', said];
  return { kind: 'partial', text: parts.filter((part) => part !== '').join('; ') };
}

/** Of many runs of one scenario, by the verdict of each condition over all of them. */
export function repeatedHeadline({ conditions, runs, outcome }: RepeatedResult): Headline {
  const of = (wanted: 'expect' | 'claims') =>
    conditions.filter((condition) => condition.of === wanted).map(({ verdict }) => verdict);
  const { kind, text } = expectationsHeadline(of('expect'));
  const claims = claimsText(of('claims'));
  const over = kind === 'none' && claims === '' ? '' : ` over ${plural(runs.length, 'run')}`;
  const verdict = `${claims === '' ? text : `${text}; ${claims}`}${over}`;
  const failed = outcome.failures.length;
  if (outcome.partial) return { kind: 'partial', text: `interrupted: a part of the runs; ${verdict}` };
  if (failed === 0) return { kind, text: verdict };
  return {
    kind: 'missed',
    text: `${plural(failed, 'run failed', 'runs failed')}; of the others: ${verdict}`,
  };
}

/** "4 of 7 claims confirmed, 3 refuted"; empty without claims. */
function claimsText(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '';
  const words = { met: 'confirmed', unmet: 'refuted', undecided: 'undecided' } as const;
  const counts = (Object.keys(words) as Verdict[]).map((verdict) => ({
    word: words[verdict],
    count: verdicts.filter((each) => each === verdict).length,
  }));
  const [first, ...others] = counts.filter(({ count }) => count > 0);
  const of =
    verdicts.length === 1
      ? 'the claim is'
      : `${formatCount(first.count)} of ${plural(verdicts.length, 'claim')}`;
  return [`${of} ${first.word}`, ...others.map(({ word, count }) => `${formatCount(count)} ${word}`)].join(
    ', ',
  );
}

function expectationsHeadline(verdicts: readonly Verdict[]): Headline {
  const total = verdicts.length;
  const count = (verdict: Verdict) => verdicts.filter((each) => each === verdict).length;
  const [unmet, undecided] = [count('unmet'), count('undecided')];
  const said = [
    ...(unmet > 0 ? [`${formatCount(unmet)} ${unmet === 1 ? 'is' : 'are'} not met`] : []),
    ...(undecided > 0 ? [`${formatCount(undecided)} ${undecided === 1 ? 'is' : 'are'} undecided`] : []),
  ];
  if (total === 0) return { kind: 'none', text: 'no expectations were set' };
  if (said.length === 0)
    return {
      kind: 'met',
      text: total === 1 ? 'the expectation is met' : `all ${total} expectations are met`,
    };
  const of = plural(total, 'expectation');
  const text = said.length === 1 ? said[0].replace(' ', ` of ${of} `) : `of ${of} ${said.join(' and ')}`;
  return { kind: unmet > 0 ? 'missed' : 'undecided', text };
}
