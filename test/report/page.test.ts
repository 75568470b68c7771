import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { reportPage } from '../../src/report/html/page.ts';
import { CHROMIUM, launch } from './browser.ts';
import { emptyRun, FAULTS, fixture } from './fixture.ts';

const EVIL = `</script><img src=x onerror="document.title='broken'">'"&\u2028`;

function evilRun() {
  const { record, summary } = fixture();
  return fixture({
    summary: {
      name: EVIL,
      seed: EVIL,
      notes: [EVIL],
      metrics: { ...summary.metrics, [EVIL]: 1 },
      expectations: [
        { text: EVIL, metric: EVIL, operator: '<', expected: 1, actual: 1, verdict: 'met', met: true },
      ],
      scenario: { ...summary.scenario, name: EVIL, description: EVIL },
      run: { ...summary.run, host: { ...summary.run.host, cpu: EVIL } },
    },
    record: {
      waves: record.waves.map((wave) => ({ ...wave, name: EVIL, workload: EVIL })),
      faults: [{ ...FAULTS[0], name: EVIL, kind: EVIL }],
    },
  });
}

describe('the page as text', () => {
  it('holds nothing of what a user named but escaped', async () => {
    const page = await reportPage(evilRun(), { charts: true });
    expect(page).not.toContain(EVIL);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)?.length).toBe(3);
  });

  it('is small without charts, and complete', async () => {
    const page = await reportPage(fixture(), { charts: false });
    expect(page.length).toBeLessThan(60_000);
    for (const part of ['Expectations', 'Waves in figures', 'Faults', 'All metrics', '9f3c1a7be2d04586'])
      expect(page).toContain(part);
    expect(page).not.toContain('class="chart"');
    // No line of a cell ends between a number and its unit.
    expect(page).toContain('99\u00A0% of all are at or below');
    expect(page).not.toMatch(/<td[^>]*>[^<]*\d % of all/);
  });

  it('has a column for gates where waves have one', async () => {
    expect(await reportPage(fixture(), { charts: false })).not.toContain('>Gate<');
    const [wave] = fixture().record.waves;
    const waves = [
      { ...wave, gate: 'rolled back' as const, gate_looked: 37, gate_failures: 1 },
      { ...wave, gate: 'open' as const },
    ];
    const page = await reportPage(fixture({ record: { waves } }), { charts: false });
    expect(page).toContain('>Gate<');
    expect(page.replaceAll('\u00A0', ' ')).toContain('rolled back after 37 results, 1 failure');
  });

  it('leaves out what there is none of', async () => {
    const page = await reportPage(emptyRun(), { charts: true });
    for (const part of ['<h2>Expectations', '<h2>Notes', '<h2>Faults', '<h2>All metrics', 'class="chart"'])
      expect(page).not.toContain(part);
  });

  it('names faults that are not listed, as each process has its own times', async () => {
    const run = fixture();
    const [fault] = parseScenario(
      JSON.stringify({
        name: 'x',
        agents: 3,
        workload: { backlog: 3, service: '1s' },
        faults: [{ name: 'wear & tear', kind: 'crash', target: 'all', mtbf: '1h', mttr: '1min' }],
      }),
    ).faults;
    const scenario = { ...run.summary.scenario, faults: [...run.summary.scenario.faults, fault] };
    const words = 'each process has its own times (mtbf): wear &amp; tear.';
    const alone = { ...run, record: { ...run.record, faults: [] } };
    for (const shown of [run, alone]) {
      expect(await reportPage(shown, { charts: false })).not.toContain('mtbf)');
      const page = await reportPage({ ...shown, summary: { ...run.summary, scenario } }, { charts: false });
      expect(page).toContain(words);
    }
  });

  it('names no other place', async () => {
    const page = await reportPage(fixture(), { charts: true });
    expect(page).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//);
    expect(page).not.toContain('sourceMappingURL');
  });

  it('is the same again', async () => {
    expect(await reportPage(fixture(), { charts: true })).toBe(await reportPage(fixture(), { charts: true }));
  });
});

describe.skipIf(CHROMIUM === undefined)(
  'the page in a browser (skipped where no Chromium is installed)',
  () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      browser = await launch();
      folder = await mkdtemp(join(tmpdir(), 'page-test-'));
      await writeFile(join(folder, 'run.html'), await reportPage(fixture(), { charts: true }));
      await writeFile(join(folder, 'evil.html'), await reportPage(evilRun(), { charts: true }));
      await writeFile(join(folder, 'empty.html'), await reportPage(emptyRun(), { charts: true }));
    });

    afterAll(async () => {
      await browser?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    async function openPage(file: string, width: number, colorScheme: 'light' | 'dark' = 'light') {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const problems: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(`file://${join(folder, file)}`);
      await page.waitForSelector('html[data-ready=yes]', { state: 'attached' });
      return { page, problems, requests };
    }

    /** Each chart: whether it overflows its box, and how many marks it has. */
    function drawn(page: Page) {
      return page.$$eval('.chart', (boxes) =>
        boxes.map((box) => ({
          id: box.id,
          fits: (box.firstElementChild?.getBoundingClientRect().width ?? Infinity) <= box.clientWidth + 1,
          marks: box.querySelectorAll('.mark-area path, .mark-line path, .mark-rect path').length,
        })),
      );
    }

    it.each([400, 800, 1_400])(
      'draws every chart at a width of %i, without a word or a request',
      async (width) => {
        const { page, problems, requests } = await openPage('run.html', width);
        expect(problems).toEqual([]);
        expect(requests.length).toBe(1);
        const charts = await drawn(page);
        expect(charts.map((entry) => entry.id)).toEqual(
          ['agents', 'throughput', 'latency', 'waves', 'messages'].map((name) => `chart-${name}`),
        );
        for (const entry of charts) {
          expect(entry.fits, `${entry.id} fits`).toBe(true);
          expect(entry.marks, `${entry.id} has marks`).toBeGreaterThan(1);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await page.close();
      },
    );

    it('draws anew when the window gets another width', async () => {
      const { page, problems } = await openPage('run.html', 1_200);
      await page.setViewportSize({ width: 420, height: 900 });
      await page.waitForFunction(
        "[...document.querySelectorAll('.chart svg')].every((svg) => svg.getBoundingClientRect().width <= svg.parentElement.clientWidth + 1)",
      );
      expect(await drawn(page).then((charts) => charts.every((entry) => entry.marks > 1))).toBe(true);
      expect(problems).toEqual([]);
      await page.close();
    });

    it('follows light, dark and print in charts too', async () => {
      const { page } = await openPage('run.html', 1_000);
      const colour = () =>
        page.evaluate("getComputedStyle(document.querySelector('#chart-agents .role-axis-label text')).fill");
      expect(await colour()).toBe('rgb(87, 96, 106)');
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await colour()).toBe('rgb(155, 167, 180)');
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      expect(await colour()).toBe('rgb(68, 76, 86)');
      await page.close();
    });

    it('shows the figures of the interval under the pointer', async () => {
      const { page, problems } = await openPage('run.html', 1_200);
      await page.locator('#chart-agents').scrollIntoViewIfNeeded();
      const box = await page.locator('#chart-agents .mark-area').first().boundingBox();
      if (box === null) throw new Error('the chart has no area');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width / 2 + 2, box.y + box.height / 2);
      await page.waitForSelector('#tip', { state: 'visible' });
      expect(await page.locator('#tip').textContent()).toMatch(/from \(min\)10(\.\d+)?failed0busy9,\d+/);
      expect(problems).toEqual([]);
      await page.close();
    });

    it('zooms with Ctrl and the wheel, moves with a drag, and returns', async () => {
      const { page, problems } = await openPage('run.html', 1_200);
      await page.locator('#chart-messages').scrollIntoViewIfNeeded();
      const box = await page.locator('#chart-messages svg').boundingBox();
      if (box === null) throw new Error('the chart is not drawn');
      const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.65];
      const ticks = (): Promise<unknown> =>
        page.evaluate(
          "[...document.querySelectorAll('#chart-messages .role-axis-label text')].map((label) => label.textContent + label.getAttribute('transform')).sort().join()",
        );
      const whole = await ticks();
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -1);
      expect(await ticks()).toBe(whole);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -300);
      await page.keyboard.up('Control');
      await expect.poll(ticks).not.toBe(whole);
      const zoomed = await ticks();
      await page.mouse.down();
      await page.mouse.move(x + 60, y, { steps: 4 });
      await page.mouse.up();
      await expect.poll(ticks).not.toBe(zoomed);
      await page.mouse.dblclick(x, y);
      await expect.poll(ticks).toBe(whole);
      expect(problems).toEqual([]);
      await page.close();
    });

    it('finds metrics by parts of their names', async () => {
      const { page } = await openPage('run.html', 1_000);
      const shown = () => page.locator('#metrics tbody tr:visible td:first-child').allTextContents();
      await page.fill('#search', 'latency p99');
      expect(await shown()).toEqual(
        ['assignment', 'coordination', 'heartbeat', 'task'].flatMap((name) => [
          `${name}.latency.p99`,
          `${name}.latency.p999`,
        ]),
      );
      await page.fill('#search', 'nothing at all');
      expect(await page.locator('#none').isVisible()).toBe(true);
      await page.close();
    });

    it('shows hostile names as text', async () => {
      const { page, problems, requests } = await openPage('evil.html', 1_000);
      expect(problems).toEqual([]);
      expect(requests.length).toBe(1);
      expect(await page.title()).not.toBe('broken');
      expect(await page.locator('h1').textContent()).toContain('</script><img src=x');
      expect((await drawn(page)).length).toBe(5);
      await page.close();
    });

    it('opens without charts when there are none', async () => {
      const { page, problems } = await openPage('empty.html', 1_000);
      expect(problems).toEqual([]);
      expect(await page.locator('h1').textContent()).toBe('planetary-swarm');
      await page.close();
    });
  },
);
