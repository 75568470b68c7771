import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBundles } from '../../src/lab/isolated.ts';
import { bundleModule } from '../../src/lab/module-file.ts';

const MODULE = `import { defineModule } from 'swarmlab';
import { meanInterval } from 'swarmlab/statistics';
import { factor } from './below/factor.ts';
export default defineModule({
  metrics: [{ name: 'mine', unit: 'count', measure: () => 0,
    description: factor * meanInterval([1, 2, 3]).estimate + ' in ' + new URL('.', import.meta.url).pathname }],
});
`;

function written(name: string): { readonly folder: string; readonly file: string } {
  const root = mkdtempSync(join(tmpdir(), `sim-${name}-`));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'modules');
  mkdirSync(join(folder, 'below'), { recursive: true });
  writeFileSync(join(folder, 'mine.ts'), MODULE);
  writeFileSync(join(folder, 'below/factor.ts'), 'export const factor = 2;');
  return { folder, file: join(folder, 'mine.ts') };
}

test('a bundle is the same wherever the module lies, and finds its place and the package where it is run', async () => {
  const [here, there] = [written('here'), written('there')];
  const bundle = await bundleModule(here.file);
  const other = await bundleModule(there.file);
  expect({ code: bundle.code, map: bundle.map, digest: bundle.digest }).toEqual({
    code: other.code,
    map: other.map,
    digest: other.digest,
  });
  expect(bundle.code).not.toContain(tmpdir());
  expect(bundle.code).not.toContain(process.cwd());
  const modules = await openBundles([{ ...bundle, file: there.file }]);
  onTestFinished(() => modules.close());
  const [{ metrics }] = modules.descriptions;
  expect(metrics.map(({ description }) => description)).toEqual([`4 in ${there.folder}/`]);
});
