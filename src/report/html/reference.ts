/** The reference of scenario files as one page that needs nothing else. */
import { entriesByTopKey, entrySentences, type ReferenceEntry } from '../../scenario/reference.ts';
import { documentOf, tableScripts } from './document.ts';
import { escapeHtml } from './escape.ts';
import { section, table } from './markup.ts';

const COLUMNS = [
  { title: 'Key', mono: true },
  { title: 'Type' },
  { title: 'Range' },
  { title: 'Default', mono: true },
  { title: 'Example', mono: true },
  { title: 'What it says' },
];

function part(title: string, entries: readonly ReferenceEntry[]): string {
  return `<div class="reference">${section(title, table(COLUMNS, entries.map(row)), 'long')}</div>`;
}

/** All keys, a section for each key at the top that has others below it and one for those that have none, with links to them. */
export function referencePage(entries: readonly ReferenceEntry[]): string {
  const sections = entriesByTopKey(entries);
  const links = [...sections.keys()].map((top) => `<a href="#${top}">${escapeHtml(top)}</a>`);
  const alone = [...sections].filter(([, own]) => own.length === 1);
  const marks = alone.map(([top]) => `<span id="${top}"></span>`).join('');
  const parts = [
    `${marks}${part(
      'Keys without others below them',
      alone.flatMap(([, own]) => own),
    )}`,
    ...[...sections]
      .filter(([, own]) => own.length > 1)
      .map(([top, own]) => `<span id="${top}"></span>${part(top, own)}`),
  ];
  const contents = [
    '<h1>Scenario files</h1>',
    `<p>Every key with its type, range, default and an example. Times are durations such as <code>90s</code> or <code>1h30m</code>;
a call such as <code>lognormal(mean=5s, cv=0.8)</code> stands in quotation marks between braces or brackets.</p>`,
    `<p class="muted">${links.join(' · ')}</p>`,
    ...parts,
  ];
  return documentOf('Scenario files: reference', contents, tableScripts());
}

function row(entry: ReferenceEntry): string[] {
  const { path, type, range, default: given, required, example } = entry;
  return [path, type, range, required ? 'required' : (given ?? ''), example ?? '', entrySentences(entry)];
}
