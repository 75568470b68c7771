import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute, folderWith, MAIN, type Outcome, SMALL, sim, temporaryFolder } from './sim.ts';

const withSmall = () => folderWith({ 'small.yaml': SMALL });
const run = (cwd: string, ...words: string[]) => sim(['run', 'small.yaml', '--no-charts', ...words], { cwd });

/** Output that cannot be written is answered with exit code 1 and the reason in words. */
function expectRefusal({ code, err }: Outcome, ...parts: (string | RegExp)[]): void {
  expect(code).toBe(1);
  for (const part of parts) expect(err).toMatch(part);
  expect(err).not.toMatch(/\n\s+at |internal error|E[A-Z]{4,}/);
}

describe('a folder that cannot be written', () => {
  test('below a file', async () => {
    const cwd = withSmall();
    const outcome = await run(cwd, '--out', 'small.yaml/results');
    expectRefusal(outcome, 'small.yaml/results', 'small.yaml is not a folder');
    expect(outcome.out).toBe('');
  });

  test('is a file', async () => {
    const cwd = withSmall();
    expectRefusal(await run(cwd, '--out', 'small.yaml'), 'small.yaml');
  });

  test.runIf(existsSync('/proc/self'))('where nobody may write', async () => {
    expectRefusal(await run(withSmall(), '--out', '/proc/results'), '/proc/results');
  });

  test.each([
    ['run', 'small.yaml'],
    ['compare', 'small.yaml', '--vary', 'scheduler=random,least_loaded'],
    ['sweep', 'small.yaml', '--vary', 'agents.count=1,2'],
    ['merge', 'small.yaml'],
  ])('sim %s: without a name is a wrong command line', async (...words) => {
    const { code, out, err } = await sim([...words, '--out', ''], { cwd: withSmall() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: option '--out <folder>' argument '' is invalid\. Expected a folder\./);
  });

  /** Mounts 64 KB of memory as a file system; null where that is not allowed. */
  function tinyDisk(): string | null {
    const folder = temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      return null;
    }
    onTestFinished(() => {
      execFileSync('umount', [folder]);
    });
    return folder;
  }

  test('on a disk that fills up: nothing half-written stays', async ({ skip }) => {
    const disk = tinyDisk();
    if (!disk) return skip('mounting a small disk is not allowed here');
    writeFileSync(join(disk, 'filler'), 'x'.repeat(60_000));
    expectRefusal(await run(withSmall(), '--out', join(disk, 'results')), 'no space');
    expect(readdirSync(disk)).toEqual(['filler']);
  });
});

const shell = (line: string, cwd?: string) =>
  execute('bash', ['-c', `${line}; echo "codes: \${PIPESTATUS[@]}"`], { cwd });
const SIM = `'${process.execPath}' '${MAIN}'`;

describe('standard output', () => {
  test('a reader that leaves early is no error', async () => {
    const { out, err } = await shell(`${SIM} schema | head -n 1`);
    expect(out).toContain('{');
    expect(out).toContain('codes: 0 0');
    expect(err).toBe('');
    const run = await shell(`${SIM} run small.yaml --no-charts | true`, withSmall());
    expect(run).toMatchObject({ out: 'codes: 0 0\n', err: '' });
  });

  test.runIf(existsSync('/dev/full'))('a full disk is', async () => {
    const { out, err } = await shell(`${SIM} schema > /dev/full`);
    expect(out).toBe('codes: 1\n');
    expect(err).toBe('error: cannot write standard output: no space is left on the device\n');
  });

  test('is left plain where it is no terminal, or NO_COLOR asks for it', async () => {
    const cwd = withSmall();
    expect((await run(cwd)).out).not.toContain('\u001b');
    const words = ['run', 'small.yaml', '--no-charts'];
    expect((await sim(words, { cwd, env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).out).not.toContain('\u001b');
    expect((await sim(words, { cwd, env: { FORCE_COLOR: '1' } })).out).toContain('\u001b');
  });
});

describe('on a terminal', () => {
  const hasScript = existsSync('/usr/bin/script');
  const onTerminal = (line: string, cwd: string, env: Record<string, string> = {}) =>
    execute('script', ['-qec', line, '/dev/null'], { cwd, env: { TERM: 'xterm', ...env } });

  test.runIf(hasScript)('a run shows how far it is', async () => {
    const { code, out } = await onTerminal(`${SIM} run small.yaml --set duration=6h`, withSmall());
    expect(code).toBe(0);
    expect(out).toContain('loading small.yaml');
    expect(out).toMatch(/\d+% \| .* of 6h00m \| .* tasks/);
    expect(out).toContain('writing results');
  });

  test.runIf(hasScript)('no escape sequence goes to one that knows none', async () => {
    const cwd = withSmall();
    const line = (more: string) => `${SIM} run small.yaml --no-charts ${more}`;
    const dumb = await onTerminal(line('--set duration=6h'), cwd, { TERM: 'dumb' });
    expect(dumb.code).toBe(0);
    expect(dumb.out).toContain('fingerprint');
    expect(dumb.out).not.toContain('\u001b');
    expect((await onTerminal(line(''), cwd)).out).toContain('\u001b');
  });

  test.runIf(hasScript)('--quiet shows nothing', async () => {
    const { code, out } = await onTerminal(`${SIM} run small.yaml --no-charts --quiet`, withSmall());
    expect({ code, out }).toEqual({ code: 0, out: '' });
  });
});
