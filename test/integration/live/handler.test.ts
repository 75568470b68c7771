import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { blocksOf } from '../../documents/collect.ts';
import { documentOf, leftBehind, live, liveFolder, liveMetric, SMALL } from './live.ts';

// Seconds, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 240_000 });

/** Two types of task; each call is noted in a file, and every third task of one type fails at first. */
const WORK = `import { appendFileSync } from 'node:fs';

export default {
  async requests({ type, workload, index, execution, signal }) {
    if (signal.aborted) throw new Error('aborted before it began');
    appendFileSync('calls', \`\${workload} \${type} \${index} \${execution}\\n\`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (index % 3 === 0 && execution === 1) throw new Error('not this time');
  },
  async compile({ type, workload, index, execution }) {
    appendFileSync('calls', \`\${workload} \${type} \${index} \${execution}\\n\`);
  },
};
`;

const STEPS = `name: small
agents: 1
workloads:
  - { name: requests, backlog: 9, service: 1s }
  - name: build
    dag:
      - { name: compile, service: 1s }
retry: { max_attempts: 3 }
`;

describe('a handler', () => {
  test('is called once for each execution, and a task that it fails is tried again', async () => {
    const cwd = liveFolder({ 'steps.yaml': STEPS, 'work.ts': WORK });
    const document = documentOf(
      await live(cwd, ['steps.yaml', '--handler', 'work.ts', '--speed', '10', '--json', '--quiet']),
    );
    expect(document).toMatchObject({ end: 'finished', violations: [] });
    expect(liveMetric(document, 'tasks.completed')).toBe(10);
    expect(liveMetric(document, 'tasks.executions')).toBe(13);
    const calls = readFileSync(join(cwd, 'calls'), 'utf8').trimEnd().split('\n').sort();
    const expected = Array.from({ length: 9 }, (_, index) =>
      (index % 3 === 0 ? [1, 2] : [1]).map((execution) => `requests requests ${index} ${execution}`),
    );
    expect(calls).toEqual(['build compile 0 1', ...expected.flat()].sort());
    expect(await leftBehind(cwd)).toEqual([]);
  });

  test('of the README does the work of the scenario that it stands with', async () => {
    const [block] = blocksOf('README.md').filter(({ language }) => language === 'js');
    // Nobody is to be asked outside.
    const answers = "const fetch = async (url) => ({ ok: !url.endsWith('/7'), statusText: 'no' });\n";
    const cwd = liveFolder({
      'small.yaml': SMALL.replace('max_attempts: 20', 'max_attempts: 2'),
      'work.js': answers + block.text,
    });
    const document = documentOf(
      await live(cwd, ['small.yaml', '--handler', 'work.js', '--speed', '10', '--json', '--quiet']),
    );
    expect(document).toMatchObject({ end: 'finished', violations: [] });
    expect(liveMetric(document, 'tasks.failed')).toBe(1);
    expect(liveMetric(document, 'tasks.executions')).toBe((liveMetric(document, 'tasks.submitted') ?? 0) + 1);
  });

  test.each([
    ['that is not there', 'none.ts', '', 'error: none.ts: there is no such file\n'],
    [
      'that lacks a type of task',
      'work.ts',
      'export const others = async () => {};\n',
      'error: work.ts: no function for tasks of type "requests" is exported, and none for all\n',
    ],
    [
      'that throws while it is loaded',
      'work.ts',
      "throw new Error('no database');\n",
      'error: work.ts: threw Error: no database (work.ts:1:7) while it was loaded\n',
    ],
  ])('%s is wrong input, in one line', async (_what, file, code, said) => {
    const cwd = liveFolder({ 'small.yaml': SMALL, ...(code === '' ? {} : { [file]: code }) });
    const { code: exit, err, out } = await live(cwd, ['small.yaml', '--handler', file, '--quiet']);
    expect({ exit, err, out }).toEqual({ exit: 2, err: said, out: '' });
    expect(await leftBehind(cwd)).toEqual([]);
    expect(existsSync(join(cwd, 'calls'))).toBe(false);
  });
});

describe('a scenario that cannot be run live', () => {
  test.each([
    [
      [],
      'small.yaml:16:13: faults[0].kind: a live coordinator is as fast as its machine; only agents can be slowed\n',
    ],
    [
      ['--set', 'faults=[]', '--set', 'coordination.standby={}'],
      '--set coordination.standby={}: coordination.standby: pairs of coordinators are only simulated\n',
    ],
    [
      ['--speed', '0'],
      "error: option '--speed <factor>' argument '0' is invalid. Expected a number above 0, such as 10.\n",
    ],
  ])('with %j says why, in one line with its place', async (words, said) => {
    const faults =
      'faults:\n  - { kind: slow, target: { coordinators: 1 }, at: 1s, duration: 1s, factor: 0.5 }\n';
    const cwd = liveFolder({ 'small.yaml': `${SMALL}${faults}` });
    const { code, err } = await live(cwd, ['small.yaml', '--quiet', ...words]);
    expect({ code, err: err.split('\n')[0] }).toEqual({ code: 2, err: said.trimEnd() });
  });
});
