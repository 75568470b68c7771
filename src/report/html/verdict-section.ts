/** Expectations and claims as tables: what they came to, in one run or over many. */
import type { Verdict } from '../../lab/verdict.ts';
import { keepUnits } from '../format.ts';
import { escapeHtml } from './escape.ts';
import { breakable, section } from './markup.ts';

export interface VerdictRow {
  readonly text: string;
  readonly verdict: Verdict;
  readonly measured: string;
  /** Below the row: why it is undecided; empty: nothing. */
  readonly why: string;
}

const KINDS = {
  expect: {
    ...{ title: 'Expectations', column: 'Expectation' },
    marks: { met: '✓ met', unmet: '✗ not met', undecided: '? undecided' },
  },
  claims: {
    ...{ title: 'Claims', column: 'Claim' },
    marks: { met: '✓ confirmed', unmet: '✗ refuted', undecided: '? undecided' },
  },
} as const;

/** @param measured title of the last column */
export function verdictSection(
  of: keyof typeof KINDS,
  measured: string,
  listed: readonly VerdictRow[],
): string {
  if (listed.length === 0) return '';
  const { title, column, marks } = KINDS[of];
  const rows = listed.map(({ text, verdict, measured: value, why }) => {
    const kind = { met: 'met', unmet: 'missed', undecided: 'undecided' }[verdict];
    const mark = `<span class="mark ${kind}">${marks[verdict]}</span>`;
    const below =
      why === ''
        ? ''
        : `\n<tr class="why"><td></td><td class="muted" colspan="2">${escapeHtml(keepUnits(why))}</td></tr>`;
    return `<tr><td>${mark}</td><td><span class="mono">${breakable(text)}</span></td><td class="n">${escapeHtml(keepUnits(value))}</td></tr>${below}`;
  });
  const body = `<div class="scroll"><table class="verdicts"><thead><tr><th scope="col">Verdict</th><th scope="col">${column}</th><th class="n" scope="col">${measured}</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
  return section(title, body);
}
