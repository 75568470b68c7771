/** Pages that need nothing else: no network, no server, no other file. */
import { type ChartSpec, NARROW } from '../charts/theme.ts';
import { scriptSafeJson } from '../json.ts';
import { CLIENT, TABLES } from './client.ts';
import { escapeHtml } from './escape.ts';
import { vegaScripts } from './libraries.ts';
import { STYLE } from './style.ts';

/** The page may run its own scripts and do nothing else; Vega compiles its expressions, hence unsafe-eval. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The whole page.
 * @param title plain text
 * @param parts markup of its contents, one below the other; empty ones are left out
 * @param scripts markup after the contents, each line ended
 */
export function documentOf(title: string, parts: readonly string[], scripts = ''): string {
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
${parts.filter((part) => part !== '').join('\n')}
</main>
${scripts}</body>
</html>
`;
}

/** The last part of a report. */
export function footer(
  version: string,
  times = 'Times are virtual time since the start of the run. ',
): string {
  return `<footer>${escapeHtml(times)}Written by swarmlab ${escapeHtml(version)}.</footer>`;
}

/** What makes tables of a page that has no charts read well on narrow screens. */
export function tableScripts(): string {
  return `<script>${TABLES}</script>\n`;
}

/** What makes a report answer to its reader: charts, if there are any, searches and sorted tables. */
export async function reportScripts(
  charts: readonly { readonly name: string; readonly spec: ChartSpec }[],
): Promise<string> {
  const data = scriptSafeJson({ charts: charts.map(({ name, spec }) => ({ name, spec })), narrow: NARROW });
  const drawing =
    charts.length === 0
      ? ''
      : `<script>${await vegaScripts()}</script>\n<script type="application/json" id="charts">${data}</script>\n`;
  return `<div id="tip" role="tooltip"></div>\n${drawing}<script>${TABLES}${CLIENT}</script>\n`;
}
