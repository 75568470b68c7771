/**
 * Builds each notebook into one page that opens from a file, offline, with its data, code and charts in it:
 *   npm run build [-- --out folder]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { config, observable } from '@observablehq/notebook-kit/vite';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const NOTEBOOKS = ['which-algorithm.html', 'what-the-documents-claim.html'];
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } });

/** Libraries that the runtime would fetch from the network when a cell names them. No cell does, so none goes into a page. */
const UNUSED =
  /\/(databaseClient|dot|duckdb|highlight|inputs|interpreter|leaflet|mapboxgl|mermaid|sampleDatasets|tex|vega-lite|xlsx|zip)\.js$/;
const withoutUnused = {
  name: 'without unused libraries',
  enforce: 'pre',
  load(id) {
    if (!/notebook-kit\/dist\/src\/runtime\/stdlib\//.test(id) || !UNUSED.test(id)) return null;
    return 'export const DatabaseClient = undefined, Interpreter = undefined, highlight = () => {};';
  },
};

async function buildNotebook(name) {
  const { output } = await build({
    ...config(),
    configFile: false,
    root: here,
    logLevel: 'warn',
    plugins: [withoutUnused, observable({ template: join(here, 'template.html') })],
    build: {
      write: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: { input: join(here, name), output: { codeSplitting: false } },
    },
  });
  return inline(output);
}

/** One page out of the page, its script and its style. @throws Error when something else would have to be fetched */
function inline(output) {
  const page = output.find(({ fileName }) => fileName.endsWith('.html'));
  let html = String(page.source);
  for (const file of output) {
    if (file === page) continue;
    const place = new RegExp(`<(script|link)[^>]*(src|href)="\\./${file.fileName.replaceAll('.', '\\.')}"[^>]*>(</script>)?`);
    if (!place.test(html)) throw new Error(`${page.fileName} has no place for ${file.fileName}`);
    const script = file.type === 'chunk';
    const text = script ? file.code.replaceAll('</script', '<\\/script') : `${file.source}`;
    html = html.replace(place, () => (script ? '' : `<style>${text}</style>`));
    if (script) html = html.replace('</body>', () => `<script type="module">${text}</script></body>`);
  }
  return html;
}

const out = resolve(values.out);
mkdirSync(out, { recursive: true });
for (const name of NOTEBOOKS) {
  const html = await buildNotebook(name);
  writeFileSync(join(out, basename(name)), html);
  console.log(`${join(values.out, name)} ${(html.length / 1024).toFixed(0)} kB`);
}
