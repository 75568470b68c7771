import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLAIMS } from '../../notebooks/claims/index.ts';
import type { Verdict } from '../../notebooks/claims/types.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const INSTALLED = existsSync('notebooks/node_modules');

describe.skipIf(!INSTALLED || CHROMIUM === undefined)(
  'the notebooks (skipped without npm ci --prefix notebooks, or without Chromium)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'notebooks-'));
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      execFileSync(process.execPath, ['notebooks/build.mjs', '--out', folder], { stdio: 'pipe' });
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
      page = await browser.newPage();
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => {
        if (!/^(file|data|blob):/.test(request.url())) problems.push(`fetches ${request.url()}`);
      });
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(name: string): Promise<void> {
      problems.length = 0;
      await page.goto(pathToFileURL(join(folder, name)).href);
    }

    test('which algorithm: every chart is drawn, and no sentence lacks its number', async () => {
      await open('which-algorithm.html');
      await page.locator('main svg').nth(4).waitFor();
      const marks = await page.$$eval('main svg', (charts) =>
        charts.map((chart) => chart.querySelectorAll('circle, path').length),
      );
      expect(Math.min(...marks)).toBeGreaterThan(10);
      const text = await page.textContent('main');
      expect(text).toMatch(/At a load of 90 % \w+ answers \d+ times as fast as \w+/);
      expect(text).not.toMatch(/undefined|NaN|\$\{|null/);
      const stored = JSON.parse(readFileSync('notebooks/data/comparisons.json', 'utf8'));
      const { alternatives } = stored['load-90'].metrics['task.latency.p99'];
      expect(await page.locator('table.figures tbody tr').count()).toBe(alternatives.length);
      expect(problems).toEqual([]);
    });

    test('what the documents claim: every claim has its row and its verdict, and buttons choose among them', async () => {
      await open('what-the-documents-claim.html');
      const rows = page.locator('table.claims tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(CLAIMS.length);
      const counted = (verdict: Verdict) => CLAIMS.filter((claim) => claim.verdict === verdict).length;
      for (const verdict of ['confirmed', 'refuted', 'depends', 'untested'] as const) {
        const button = page.locator(`.counts button.${verdict}`);
        expect(await button.textContent()).toBe(`${counted(verdict)} ${verdict}`);
        await button.click();
        expect(await page.locator('table.claims tbody tr:visible').count()).toBe(counted(verdict));
      }
      expect(await page.textContent('main')).not.toMatch(/undefined|NaN|\$\{/);
      expect(problems).toEqual([]);
    });

    test('are the same bytes each time', () => {
      const again = join(folder, 'again');
      execFileSync(process.execPath, ['notebooks/build.mjs', '--out', again], { stdio: 'pipe' });
      for (const name of ['which-algorithm.html', 'what-the-documents-claim.html'])
        expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    });
  },
);
