/** Every claim of the documents, with what was measured and the verdict. */
import { DOCUMENTS } from '../claims/documents.ts';
import { CLAIMS } from '../claims/index.ts';
import { judge } from '../claims/verdict.ts';
import runs from '../data/runs.json';
import sizings from '../data/sizings.json';
import { element } from './dom.js';
import { inUnit } from './format.js';

export const FINDINGS = CLAIMS.map((claim) => judge(claim, { runs, sizings }));

export const VERDICTS = ['confirmed', 'refuted', 'depends', 'untested'];
const MARKS = { confirmed: '✓', refuted: '✗', depends: '≈', untested: '?' };

export const count = (verdict) => FINDINGS.filter((finding) => finding.verdict === verdict).length;

/** "12 ms (10 ms to 15 ms)", or one value where all are alike. */
function measured(values, unit) {
  const texts = [Math.min(...values), Math.max(...values)].map((value) => inUnit(value, unit));
  if (texts[0] === texts[1]) return texts[0];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${inUnit(mean, unit)} (${texts[0]} to ${texts[1]})`;
}

function caseLine({ when, values, held, source }, unit) {
  const mark = held === values.length ? '✓' : held === 0 ? '✗' : `${held} of ${values.length} seeds`;
  const origin = source.how ? ` = ${source.how}` : '';
  return element('li', {}, when ? `${when}${origin}: ` : '', element('b', {}, measured(values, unit)), ` ${mark}`);
}

function claimRow({ claim, verdict, cases }) {
  const what = element('td', {}, element('div', { class: 'subject' }, claim.subject), element('div', { class: 'place' }, claim.place));
  const found = element('td', {});
  if (cases.length > 0) found.append(element('ul', {}, ...cases.map((each) => caseLine(each, claim.requirement.unit))));
  if (claim.depends) found.append(element('div', { class: 'why' }, `Depends on ${claim.depends}.`));
  if (claim.missing) found.append(element('div', { class: 'why' }, `Not tested yet: ${claim.missing}.`));
  if (claim.note) found.append(element('div', { class: 'why' }, claim.note));
  const badge = element('span', { class: `verdict ${verdict}` }, `${MARKS[verdict]} ${verdict}`);
  return element('tr', { 'data-verdict': verdict, id: claim.id }, what, element('td', {}, claim.stated), found, element('td', {}, badge));
}

function documentSection({ name, title }) {
  const findings = FINDINGS.filter(({ claim }) => claim.document === name);
  const head = element('tr', {}, ...['claim', 'stated', 'measured', 'verdict'].map((text) => element('th', {}, text)));
  return element(
    'section',
    { class: 'document' },
    element('h3', {}, title),
    element('table', { class: 'claims' }, element('thead', {}, head), element('tbody', {}, ...findings.map(claimRow))),
  );
}

/** Buttons with counts that choose a verdict, and the tables. */
export function claimsTable() {
  const sections = element('div', {}, ...DOCUMENTS.map(documentSection));
  const choose = (verdict) => {
    for (const row of sections.querySelectorAll('tbody tr')) row.hidden = verdict !== 'all' && row.dataset.verdict !== verdict;
    for (const section of sections.children) section.hidden = !section.querySelector('tbody tr:not([hidden])');
    for (const each of buttons.children) each.setAttribute('aria-pressed', String(each.dataset.verdict === verdict));
  };
  const button = (verdict, text, number) =>
    element(
      'button',
      { 'data-verdict': verdict, class: verdict, 'aria-pressed': 'false', onclick: () => choose(verdict) },
      element('b', {}, String(number)),
      ` ${text}`,
    );
  const buttons = element(
    'div',
    { class: 'counts', role: 'group', 'aria-label': 'Show claims that are' },
    button('all', 'claims', FINDINGS.length),
    ...VERDICTS.map((verdict) => button(verdict, verdict, count(verdict))),
  );
  choose('all');
  return element('div', { class: 'claims-view' }, buttons, sections);
}
