/** The report of an experiment as one page that needs nothing else: no network, no server, no other file. */
import { NARROW } from '../charts/theme.ts';
import { CLIENT, TABLES } from '../html/client.ts';
import { escapeHtml } from '../html/escape.ts';
import { vegaScripts } from '../html/libraries.ts';
import { POLICY } from '../html/page.ts';
import { chartSection } from '../html/sections.ts';
import { STYLE } from '../html/style.ts';
import { scriptSafeJson } from '../json.ts';
import type { NamedChart } from './charts/index.ts';

export interface PageParts {
  readonly title: string;
  readonly version: string;
  /** Markup before the charts, and after them. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly charts: readonly NamedChart[];
}

/** The whole page. Without charts it is a small page of tables. */
export async function pageOf({ title, version, before, after, charts }: PageParts): Promise<string> {
  const drawn = charts.map(untitled);
  const data = scriptSafeJson({
    charts: drawn.map(({ name, spec }) => ({ name, spec })),
    narrow: NARROW,
  });
  const scripts =
    drawn.length === 0
      ? ''
      : `<script>${await vegaScripts()}</script>\n<script type="application/json" id="charts">${data}</script>\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${[
  ...before,
  ...drawn.map(({ name, title, statement }) => chartSection(name, title, statement, '')),
  ...after,
]
  .filter((part) => part !== '')
  .join('\n')}
<footer>Times are virtual time since the start of the run. Written by swarmlab ${escapeHtml(version)}.</footer>
</main>
<div id="tip" role="tooltip"></div>
${scripts}<script>${TABLES}${CLIENT}</script>
</body>
</html>
`;
}

/** A chart without its own title, which the page sets, and without the room around it, which it gives. */
function untitled({ name, spec }: NamedChart) {
  const { title, ...rest } = spec;
  const { text, subtitle } = title as { readonly text: string; readonly subtitle: string };
  return { name, title: text, statement: subtitle, spec: { ...rest, padding: 2 } };
}
