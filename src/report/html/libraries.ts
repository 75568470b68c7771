/** The minified builds of Vega and Vega-Lite, with their licences, for pages that open without a network. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Both libraries as one script, fit to stand inside a script element. */
export async function vegaScripts(): Promise<string> {
  const parts = await Promise.all([library('vega', 'vega.min.js'), library('vega-lite', 'vega-lite.min.js')]);
  return parts.join('\n');
}

async function library(name: string, file: string): Promise<string> {
  const build = dirname(createRequire(import.meta.url).resolve(name));
  const [code, licence] = await Promise.all([
    readFile(join(build, file), 'utf8'),
    readFile(join(build, '..', 'LICENSE'), 'utf8'),
  ]);
  // A browser would fetch the source map, and the parser would end the script at a closing tag within it.
  const safe = code
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replace(/<!--/g, '<\\!--');
  return `/*! ${name}\n${licence.replace(/\*\//g, '* /')}*/\n${safe}`;
}
