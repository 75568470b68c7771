/** Pages of every kind in a browser: nothing is cut off, nothing lies on anything else, everything can be read. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { LEAF_PARTS, partMetric } from '../../src/recording/latency-part.ts';
import { experimentPage } from '../../src/report/experiment/page.ts';
import { reportPage } from '../../src/report/html/page.ts';
import { referencePage } from '../../src/report/html/reference.ts';
import { annotatedScenarioSchema } from '../../src/scenario/load.ts';
import { scenarioReference } from '../../src/scenario/reference.ts';
import { type Schema, SchemaReader } from '../../src/scenario/schema-reader.ts';
import { CHROMIUM, launch, layoutFaults } from './browser.ts';
import { comparison, ENVIRONMENT, P99, sweep, UTILIZATION } from './experiment/fixture.ts';
import { cutRun, PARTS, partedRun } from './runs.ts';

const WIDTHS = [390, 768, 1_280];

function many() {
  const [counts, schedulers, rates] = [
    ['170', '180', '190', '200', '210'],
    ['round_robin', 'power_of_d_choices', 'shortest_expected_delay', 'central_queue'],
    ['20/s', '24/s', '28/s'],
  ];
  const all = counts.flatMap((count, i) =>
    schedulers.flatMap((scheduler, j) =>
      rates.map((rate, k) => ({
        label: `count=${count} scheduler=${scheduler} rate=${rate}`,
        values: { 'agents.count': count, scheduler, 'workload.arrivals.poisson.rate': rate },
        mean: 20 - i + 7 * j + 3 * k,
      })),
    ),
  );
  return comparison({
    means: Object.fromEntries(all.map(({ label, mean }) => [label, [mean]])),
    values: Object.fromEntries(all.map(({ label, values }) => [label, values])),
    others: Object.fromEntries([
      ['task.latency.mean', 2.8],
      ...LEAF_PARTS.map((part) => [partMetric(part), PARTS[part]] as const),
    ]),
    metrics: [P99],
  });
}

const few = () =>
  comparison({
    means: { least_loaded: [2, 0.7], round_robin: [300, 0.8], random: [0, 0] },
    metrics: [P99, UTILIZATION],
  });

const grid = () =>
  sweep(
    ['agents.count=10..50:10', 'scheduler=round_robin,least_loaded'],
    ([a, b], metric) => (metric === 0 ? 9 - a + b : 0.9 - a / 10),
    { metrics: [P99, UTILIZATION], pareto: ['task.latency.p99', 'agents.utilization'] },
  );

const PAGES: Readonly<Record<string, () => Promise<string>>> = {
  'a run': () => reportPage(partedRun(), { charts: true }),
  'a run that was cut': () => reportPage(cutRun(), { charts: true }),
  'a comparison of three': () => experimentPage(few(), ENVIRONMENT, { charts: true }),
  'a comparison of sixty': () => experimentPage(many(), ENVIRONMENT, { charts: true }),
  'a sweep': () => experimentPage(grid(), ENVIRONMENT, { charts: true }),
  'the reference': async () =>
    referencePage(scenarioReference(new SchemaReader(annotatedScenarioSchema(catalog([])) as Schema))),
};

describe.skipIf(CHROMIUM === undefined)('pages (skipped where no Chromium is installed)', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launch();
    folder = await mkdtemp(join(tmpdir(), 'layout-test-'));
  });

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(PAGES))('%s', (name) => {
    let file: string;

    beforeAll(async () => {
      file = join(folder, 'page.html');
      await writeFile(file, await PAGES[name]());
    });

    it.each(WIDTHS)('fits and can be read at a width of %i', async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'dark' });
      await page.goto(`file://${file}`);
      if ((await page.locator('#charts').count()) > 0)
        await page.waitForSelector('html[data-ready=yes]', { state: 'attached' });
      const nothing = { overflow: 0, outside: [], overlapping: [], cut: [], pale: [] };
      expect(await layoutFaults(page)).toEqual(nothing);
      await page.emulateMedia({ colorScheme: 'light' });
      expect((await layoutFaults(page)).pale).toEqual([]);
      // On paper nothing scrolls.
      await page.emulateMedia({ media: 'print' });
      const { overflow, cut } = await layoutFaults(page);
      expect({ overflow, cut }).toEqual({ overflow: 0, cut: [] });
      await page.close();
    });
  });

  it('finds what it looks for', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.setContent(
      `<section><h2>Bad</h2><p style="color:#aaa;background:#fff">pale</p>
      <div class="scroll" style="overflow-x:auto"><table><tr><td style="min-width:900px">wide</td></tr></table></div>
      <div style="width:700px">x</div>
      <div class="chart"><svg width="100" height="50" style="overflow:visible"><text x="5" y="20">one</text><text x="8" y="22">two</text><text x="300" y="20">three</text></svg></div>
      <div class="chart" style="width:60px;overflow:hidden"><svg width="100" height="50"></svg></div></section>`,
    );
    const faults = await layoutFaults(page);
    expect(faults.overflow).toBeGreaterThan(300);
    expect(faults.outside).toEqual(['Bad: three', 'Bad: 40 pixels']);
    expect(faults.overlapping).toEqual(['Bad: two / one']);
    expect(faults.cut.length).toBe(1);
    expect(faults.pale).toEqual(['Bad: pale 2.32']);
    await page.close();
  });
});
