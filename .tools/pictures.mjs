/**
 * Makes the pictures of the README anew: `npm run build && node .tools/pictures.mjs`. A run of 10k-deploy gives the chart of its
 * waves and a screenshot of the head of its report, and a comparison the chart of its means. Needs a Chromium, and some minutes.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'results');
const ALGORITHMS =
  'round_robin,random,least_loaded,power_of_d_choices,join_idle_queue,late_binding,shortest_expected_delay,central_queue';
/** Pixels: the head of the page with the first chart. */
const VIEW = { width: 1060, height: 1000 };

function sim(...words) {
  execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...words, '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  });
}

async function screenshot(page, picture) {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  );
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const view = await browser.newPage({ viewport: VIEW, colorScheme: 'light' });
    await view.goto(`file://${page}`);
    await view.waitForSelector('html[data-ready=yes]', { state: 'attached' });
    // What depends on the machine is not in the picture.
    await view.evaluate(() => {
      const fact = [...document.querySelectorAll('dt')].find((dt) => dt.textContent === 'computed in');
      fact?.nextElementSibling?.remove();
      fact?.remove();
    });
    await view.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
try {
  const deploy = join(folder, 'deploy');
  sim('run', 'scenarios/10k-deploy.yaml', '--out', deploy);
  copyFileSync(join(deploy, 'charts/waves.png'), join(results, '10k-deploy/waves.png'));
  await screenshot(join(deploy, 'report.html'), join(results, '10k-deploy/report.png'));
  const algorithms = join(folder, 'algorithms');
  sim(
    'compare',
    'scenarios/distribution-algorithms.yaml',
    '--vary',
    `scheduler=${ALGORITHMS}`,
    '--out',
    algorithms,
  );
  const means = 'means-task-latency-p99.png';
  copyFileSync(join(algorithms, 'charts', means), join(results, 'distribution-algorithms', means));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
