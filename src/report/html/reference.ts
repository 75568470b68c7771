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

/** All keys, a section for each key at the top, with links to them. */
export function referencePage(entries: readonly ReferenceEntry[]): string {
  const sections = entriesByTopKey(entries);
  const links = [...sections.keys()].map((top) => `<a href="#${top}">${escapeHtml(top)}</a>`);
  const parts = [...sections].map(
    ([top, own]) =>
      `<div class="reference" id="${top}">${section(top, table(COLUMNS, own.map(row)), 'long')}</div>`,
  );
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
