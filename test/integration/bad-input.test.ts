import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, type Outcome, SMALL, sim } from './sim.ts';

/** Bad input is answered with exit code 2, on standard error, with a place, without a stack trace. */
function expectComplaint({ code, out, err }: Outcome, ...parts: (string | RegExp)[]): void {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  for (const part of parts) expect(err).toMatch(part);
  expect(err).not.toMatch(/\n\s+at |node:internal|internal error|\.js:\d/);
  expect(err.length).toBeLessThan(5000);
}

const changed = (from: string, to: string) => {
  expect(SMALL).toContain(from);
  return SMALL.replace(from, to);
};

const bomb = () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}*a${level - 1}]`);
  }
  return `${lines.join('\n')}\n`;
};

describe('what is wrong in a file', () => {
  const cases: [string, () => string | Uint8Array, ...(string | RegExp)[]][] = [
    [
      'an unknown key',
      () => changed('agents: 20', 'agentz: 20'),
      'bad.yaml:4:1',
      'agentz',
      'did you mean "agents"',
    ],
    [
      'an unknown key inside',
      () => changed('service:', 'servise:'),
      /bad\.yaml:7:3/,
      'did you mean "service"',
    ],
    ['a word for a number', () => changed('agents: 20', 'agents: twenty'), 'bad.yaml:4:9', 'twenty'],
    ['a number for a mapping', () => changed('agents: 20', 'network: 5'), 'bad.yaml:4:'],
    ['a unit that is none', () => changed('5min', '5 parsecs'), 'bad.yaml:3:11', 'parsecs'],
    ['no unit', () => changed('5min', '5'), 'bad.yaml:3:11', 'no unit'],
    ['a negative number', () => changed('agents: 20', 'agents: -20'), 'bad.yaml:4:9', '-20'],
    ['a negative duration', () => changed('5min', '-5min'), 'bad.yaml:3:11', '-5min'],
    ['an absurd number', () => changed('agents: 20', 'agents: 1e300'), 'bad.yaml:4:9'],
    ['an absurd duration', () => changed('5min', '99999999999d'), 'bad.yaml:3:11'],
    ['a fraction of an agent', () => changed('agents: 20', 'agents: 2.5'), 'bad.yaml:4:9', 'whole'],
    [
      'a probability above one',
      () => changed('agents: 20', 'network: { loss: 150% }'),
      'bad.yaml:4:',
      '100%',
    ],
    ['not a number', () => changed('agents: 20', 'agents: .nan'), 'bad.yaml:4:9'],
    ['infinity', () => changed('agents: 20', 'agents: .inf'), 'bad.yaml:4:9'],
    [
      'a distribution that is none',
      () => changed('exponential(mean', 'exponentail(mean'),
      'bad.yaml:7:',
      'did you mean "exponential"',
    ],
    [
      'a distribution without its parameter',
      () => changed('exponential(mean=2s)', 'exponential()'),
      'bad.yaml:7:',
    ],
    [
      'an algorithm that is none',
      () => changed('agents: 20', 'scheduler: least_laoded'),
      'did you mean "least_loaded"',
    ],
    ['a metric that is none', () => changed('tasks.lost', 'tasks.lsot'), 'did you mean "tasks.lost"'],
    ['a fault that is none', () => changed('kind: crash', 'kind: crush'), 'did you mean "crash"'],
    ['a key given twice', () => `${SMALL}agents: 5\n`, 'agents', /bad\.yaml:15:/],
    ['no YAML at all', () => 'name: [unclosed\nagents: 5\n', 'bad.yaml:'],
    ['a tab', () => 'agents:\n\tcount: 5\n', 'bad.yaml:2:'],
    ['a list instead of a mapping', () => '- a\n- b\n', 'bad.yaml:1:1'],
    ['two documents', () => `${SMALL}---\n${SMALL}`, 'bad.yaml:'],
    ['an empty file', () => '', 'bad.yaml:'],
    ['only a comment', () => '# nothing\n', 'bad.yaml:'],
    [
      'a binary file',
      () => Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
      'bad.yaml:',
    ],
    ['text with a NUL', () => 'name: "a\0b"\n', 'bad.yaml:'],
    ['an alias bomb', bomb, 'bad.yaml:'],
    ['brackets a hundred thousand deep', () => `name: ${'['.repeat(100_000)}`, 'bad.yaml:'],
    ['no workload', () => 'name: idle\nagents: 5\n', 'workload'],
    [
      'a cycle of dependencies',
      () =>
        'workload:\n  service: 1s\n  dag:\n    - { name: a, after: [b] }\n    - { name: b, after: [a] }\n',
      'bad.yaml:',
      /circle|cycle/,
    ],
    [
      'a dependency on nothing',
      () =>
        'workload:\n  service: 1s\n  dag:\n    - { name: first }\n    - { name: second, after: [frist] }\n',
      'bad.yaml:5:',
      'did you mean "first"',
    ],
    [
      'a trace that is missing',
      () => changed('poisson(rate=5/s)', '{ trace: { file: none.csv, time: t } }'),
      'bad.yaml:6:',
      'none.csv',
    ],
    ['a base that is missing', () => `extends: none.yaml\n${SMALL}`, 'bad.yaml:1:', 'none.yaml'],
    ['a file that extends itself', () => `extends: bad.yaml\n${SMALL}`, 'circle'],
    ['a prototype', () => '__proto__: { agents: 5 }\nconstructor: 5\n', 'bad.yaml:'],
  ];

  test.each(cases)('%s', async (_, content, ...parts) => {
    const cwd = folderWith({ 'bad.yaml': content() });
    expectComplaint(await sim(['run', 'bad.yaml'], { cwd }), ...parts);
  });

  test('sim validate says the same of all of them', async () => {
    const names = cases.map((_, index) => `bad-${index}.yaml`);
    const cwd = folderWith(Object.fromEntries(cases.map(([, content], index) => [names[index], content()])));
    const { code, out, err } = await sim(['validate', '--json', ...names], { cwd });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const verdicts = JSON.parse(out) as { file: string; ok: boolean; problems: { message: string }[] }[];
    expect(verdicts.map(({ file, ok }) => ({ file, ok }))).toEqual(
      names.map((file) => ({ file, ok: false })),
    );
    for (const { problems } of verdicts) expect(problems.length).toBeGreaterThan(0);
  });

  test('all problems at once, in order', async () => {
    const cwd = folderWith({
      'bad.yaml': changed('agents: 20', 'agents: -1').replace('5min', '5').replace('42', '[]'),
    });
    const outcome = await sim(['run', 'bad.yaml'], { cwd });
    expectComplaint(outcome, 'bad.yaml:2:', 'bad.yaml:3:', 'bad.yaml:4:');
    expect(outcome.err.indexOf('bad.yaml:2:')).toBeLessThan(outcome.err.indexOf('bad.yaml:4:'));
  });

  test('of all stages, by sim validate and sim run alike', async () => {
    const cwd = folderWith({
      'stages.yaml': [
        'retry: { backoff: @1s }',
        'duration: 5',
        'fautls: []',
        'faults: [{ kind: region_outage, region: mars, at: 1s, duration: 1s }]',
        'cluster: { regions: [{ name: eu, zones: 1, nodes: [{ count: 1, agents: 2 }] }] }',
        'workload: { backlog: 5, service: gamma(mean: 1s, cv: 2) }',
        '',
      ].join('\n'),
    });
    const validated = await sim(['validate', 'stages.yaml'], { cwd });
    expect(validated).toMatchObject({ code: 2, out: '' });
    expect(validated.err.trim().split('\n')).toEqual([
      expect.stringMatching(/^stages\.yaml:1:19: text that begins with @/),
      expect.stringMatching(/^stages\.yaml:2:1: agents: only 2 of the 100 agents/),
      expect.stringMatching(/^stages\.yaml:2:11: duration: .* has no unit/),
      expect.stringMatching(/^stages\.yaml:3:1: fautls: .*did you mean "faults"/),
      expect.stringMatching(/^stages\.yaml:4:41: faults\[0\]\.region: there is no region "mars"/),
      expect.stringMatching(/^stages\.yaml:6:34: a call is written with "="/),
    ]);
    const run = await sim(['run', 'stages.yaml'], { cwd });
    expect(run).toMatchObject({ code: 2, err: validated.err });
  });

  test('files that extend each other in a circle', async () => {
    const cwd = folderWith({ 'a.yaml': 'extends: b.yaml\n', 'b.yaml': 'extends: a.yaml\n' });
    expectComplaint(await sim(['run', 'a.yaml'], { cwd }), 'circle', 'a.yaml', 'b.yaml');
  });
});

describe('what is wrong with a file', () => {
  test('it is missing', async () => {
    const cwd = folderWith({});
    expectComplaint(await sim(['run', 'none.yaml'], { cwd }), 'none.yaml', 'no such file');
    expectComplaint(await sim(['run', 'no/such/folder.yaml'], { cwd }), 'no such file');
  });

  test('it is a folder', async () => {
    const cwd = folderWith({});
    mkdirSync(join(cwd, 'folder.yaml'));
    expectComplaint(await sim(['run', 'folder.yaml'], { cwd }), 'folder.yaml', 'folder');
  });

  test('its name is too long', async () => {
    expectComplaint(await sim(['run', `${'x'.repeat(300)}.yaml`], { cwd: folderWith({}) }), 'x.yaml');
  });

  test.runIf(process.platform === 'linux')('it never ends', async () => {
    expectComplaint(await sim(['run', '/dev/zero']), '/dev/zero');
  });

  test.runIf(process.platform === 'linux')('it is a pipe that nobody writes to', async () => {
    const cwd = folderWith({});
    execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
    expectComplaint(await sim(['run', 'pipe.yaml'], { cwd }), 'pipe.yaml');
  });

  test('it is too large', async () => {
    const cwd = folderWith({});
    writeFileSync(join(cwd, 'large.yaml'), `# ${'x'.repeat(1 << 20)}\n`.repeat(200));
    expectComplaint(await sim(['run', 'large.yaml'], { cwd }), 'large.yaml');
  });
});

describe('what cannot be simulated here', () => {
  test('more tasks than memory holds', async () => {
    const content = changed('poisson(rate=5/s)', 'poisson(rate=1000000/s)').replace('5min', '3000d');
    expectComplaint(
      await sim(['run', 'large.yaml'], { cwd: folderWith({ 'large.yaml': content }) }),
      'would need',
      'GB',
    );
  });

  test('agents that fit on no machine', async () => {
    const content = changed(
      'agents: 20',
      'agents: { count: 20, cpu: 8 }\ncluster: { regions: [{ name: r, nodes: [{ cpu: 4 }] }] }',
    );
    expectComplaint(
      await sim(['run', 'full.yaml'], { cwd: folderWith({ 'full.yaml': content }) }),
      'full.yaml:',
      'fit on the nodes of all regions (each asks for 8 cores)',
    );
  });
});

describe('what is wrong with an option', () => {
  const run = (...words: string[]) =>
    sim(['run', 'small.yaml', ...words], { cwd: folderWith({ 'small.yaml': SMALL }) });

  test.each([
    [['--set', 'agents'], '--set agents', 'key=value'],
    [['--set', 'agents.cuont=5'], '--set agents.cuont=5', 'did you mean'],
    [['--set', 'agents.count=many'], '--set agents.count=many', 'many'],
    [['--set', 'faults[7].at=1s'], '--set faults[7].at=1s'],
    [['--set', '=5'], '--set =5'],
    [['--set', 'agents.count=-1', '--set', 'duration=5'], '--set agents.count=-1', '--set duration=5'],
    [['--set', '__proto__.x=1'], '--set __proto__'],
    [['--seed', ''], 'seed'],
    [['--until', 'soon'], 'Expected a duration'],
    [['--unitl', '5s'], 'Did you mean --until?'],
  ])('%j', async (words, ...parts) => {
    const { code, out, err } = await run(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const part of parts) expect(err).toContain(part);
    expect(err).not.toMatch(/\n\s+at |internal error/);
  });
});
