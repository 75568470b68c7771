import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/lab/result.ts';
import { ENDLESS, folderWith, sim } from './sim.ts';

/** Waits until the run has taken its folder, which is just before it simulates, and then some milliseconds. */
async function untilRunning(cwd: string, then: number): Promise<void> {
  for (let tries = 0; tries < 600 && !existsSync(join(cwd, 'out/run')); tries++) await sleep(50);
  await sleep(then);
}

/** Nobody sees when a run has begun; on a machine that is busy it may take long, and before there is nothing to keep. */
async function interrupted(signals: NodeJS.Signals[], ...words: string[]) {
  for (let then = 1_000; ; then *= 3) {
    const ended = await interruptedAfter(then, signals, ...words);
    if (signals.length > 1 || existsSync(join(ended.cwd, 'out/run')) || then > 10_000) return ended;
  }
}

const interruptedAfter = (then: number, signals: NodeJS.Signals[], ...words: string[]) => {
  const cwd = folderWith({ 'endless.yaml': ENDLESS });
  const meanwhile = async (child: ChildProcess) => {
    await untilRunning(cwd, then);
    for (const signal of signals) {
      child.kill(signal);
      await sleep(30);
    }
  };
  return sim(['run', 'endless.yaml', '--out', 'out/run', ...words], { cwd, meanwhile }).then((outcome) => ({
    cwd,
    outcome,
  }));
};

describe('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: what there is is written and marked, exit code 130',
    async (signal) => {
      const { cwd, outcome } = await interrupted([signal]);
      expect(outcome).toMatchObject({ code: 130, signal: null });
      expect(outcome.err).toContain('interrupted');
      const summary = JSON.parse(readFileSync(join(cwd, 'out/run/summary.json'), 'utf8')) as RunSummary;
      expect(summary.partial).toBe(true);
      expect(summary.events).toBeGreaterThan(0);
      expect(summary.simulated).toBeGreaterThan(0);
      expect(summary.simulated).toBeLessThan(3000 * 86_400);
    },
  );

  test('--json stays one JSON document', async () => {
    const { outcome } = await interrupted(['SIGINT'], '--json');
    expect(outcome.code, outcome.err).toBe(130);
    expect(JSON.parse(outcome.out)).toMatchObject({ name: 'endless', partial: true });
  });

  test('a second interrupt ends it at once', async () => {
    const { cwd, outcome } = await interrupted(['SIGINT', 'SIGINT'], '--quiet');
    expect(outcome.code, outcome.err).toBe(130);
    const results = readdirSync(join(cwd, 'out')).filter((name) => !name.startsWith('.'));
    // A whole result, or nothing that could be taken for one.
    for (const name of results) {
      const visible = readdirSync(join(cwd, 'out', name)).filter((file) => !file.startsWith('.'));
      expect(visible.length === 0 || visible.includes('summary.json'), visible.join()).toBe(true);
    }
  });
});

describe('a trace that takes long to read', () => {
  const TRACE =
    'agents: 9\nworkload: { arrivals: { trace: { file: t.csv, time: t, service: s, time_unit: s } } }\n';
  const rows = `t,s\n${Array.from({ length: 1_500_000 }, (_, row) => `${row},1\n`).join('')}`;

  test.each([['validate'], ['events'], ['run'], ['test']])(
    'sim %s is ended at once meanwhile',
    async (command) => {
      const cwd = folderWith({ 'trace.yaml': TRACE, 't.csv': rows });
      let sent = 0;
      const meanwhile = async (child: ChildProcess) => {
        await sleep(1_500);
        sent = performance.now();
        child.kill('SIGINT');
      };
      const { code, out } = await sim([command, 'trace.yaml'], { cwd, meanwhile });
      expect(performance.now() - sent).toBeLessThan(2_000);
      expect({ code, out }).toEqual({ code: 130, out: '' });
    },
  );
});
