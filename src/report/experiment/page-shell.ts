/** The report of an experiment as one page that needs nothing else: no network, no server, no other file. */
import { documentOf, footer, reportScripts } from '../html/document.ts';
import { chartSection } from '../html/sections.ts';
import type { NamedChart } from './charts/index.ts';

export interface PageParts {
  readonly title: string;
  readonly version: string;
  /** Markup before the charts, and after them. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly charts: readonly NamedChart[];
  /** What the foot of the page says of times, instead of that they are virtual. */
  readonly times?: string;
}

/** The whole page. Without charts it is a small page of tables. */
export async function pageOf({ title, version, before, after, charts, times }: PageParts): Promise<string> {
  const drawn = charts.map(untitled);
  const parts = [
    ...before,
    ...drawn.map(({ name, title, statement }) => chartSection(name, title, statement, '')),
    ...after,
    footer(version, times),
  ];
  return documentOf(title, parts, await reportScripts(drawn));
}

/** A chart without its own title, which the page sets, and without the room around it, which it gives. */
function untitled({ name, spec }: NamedChart) {
  const { title, ...rest } = spec;
  const { text, subtitle } = title as { readonly text: string; readonly subtitle: string };
  return { name, title: text, statement: subtitle, spec: { ...rest, padding: 2 } };
}
