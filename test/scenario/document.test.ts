import { describe, expect, test } from 'vitest';
import { fixScenarioText } from '../../src/scenario/document/fix.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

describe('files that are no scenario', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /^scenarios\/test.yaml:1:1: the file is empty/],
    ['only a comment', '# nothing\n', /:1:1: the file is empty/],
    ['a list', '- a\n- b\n', /:1:1: expected a mapping such as "agents: 100", found a list/],
    ['a word', '\n  hello\n', /:2:3: expected a mapping .*, found "hello"/],
    ['two documents', `${MINIMAL}---\n${MINIMAL}`, /:\d:\d: expected one document/],
    ['not UTF-8', new Uint8Array([97, 58, 32, 49, 10, 98, 0xff, 0xfe]), /:2:2: the file is not UTF-8 text/],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), /:1:1: the file is UTF-16 text: save it as UTF-8/],
    [
      'a merge key',
      'agents: &a { count: 1 }\nnetwork: { <<: *a }\n',
      /:2:12: <<: YAML 1.2 has no merge keys/,
    ],
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]), /:1:1: control character U\+007F/],
    ['control characters', 'name: a\nseed: \u0001', /:2:7: control character U\+0001/],
    ['too large', new Uint8Array(10_000_001).fill(35), /has 10000001 bytes, more than the 10000000 allowed/],
    ['a tab', 'agents:\n\tcount: 1\n', /:2:1: indent with spaces, not with a tab/],
    ['a repeated key', 'seed: 1\nagents: 2\nseed: 3\n', /:3:1: seed: key "seed" stands here and in line 1/],
    ['a colon in plain text', 'workload:\n  service: a: b\n', /:2:12: .*quotation marks/],
    ['an open bracket', 'agents: [1, 2\nseed: 3\n', /:\d:\d+: /],
    ['an unknown alias', 'agents: *many\n', /:1:9: no anchor &many/],
    ['an alias of itself', 'agents: &a [*a]\n', /:1:13: alias \*a stands inside what it repeats/],
    ['a tag', 'agents: !!binary aGk=\n', /:1:9: tags have no meaning/],
    ['a collection as key', '? [1]\n: 2\n', /:1:3: expected a key, found a collection/],
    ['an old version', '%YAML 1.1\n---\nagents: 1\n', /:1:1: expected YAML 1.2/],
    ['a prototype', `${MINIMAL}__proto__: { count: 1 }\n`, /:2:1: __proto__: unknown key/],
    ['deep flow collections', `agents: ${'['.repeat(100_000)}`, /:1:\d+: collections are nested too deeply/],
    ['deep lists', '- '.repeat(20_000), /:1:\d+: collections are nested too deeply/],
    ['deep mappings', `${'{a: '.repeat(20_000)}`, /:1:\d+: collections are nested too deeply/],
    ['very many values', '- 1\n'.repeat(300_000), /the file holds too many values/],
  ])('%s', (_, content, message) => {
    const files = { 'scenarios/test.yaml': content };
    expect(problemsOf('', { files }).join('\n')).toMatch(message);
  });

  test('aliases repeat values, but not without end', () => {
    const scenario = load(
      'network: { links: { same_node: &link { loss: 5% }, same_zone: *link } }\nworkload: { backlog: 1, service: 1s }\n',
    );
    expect(scenario.network.links.same_zone.loss).toBe(0.05);
    const bomb = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let level = 1; level < 30; level += 1) {
      bomb.push(`a${level}: &a${level} [${new Array(9).fill(`*a${level - 1}`).join(', ')}]`);
    }
    expect(problemsOf(bomb.join('\n'))[0]).toMatch(/:6:9: aliases repeat more values than are allowed/);
  });

  test.each(['missing', 'directory', 'special', 'large', 'forbidden', 'unreadable', undefined])(
    'a file that is %s',
    (reason) => {
      const problems = problemsOf(`extends: base.yaml\n${MINIMAL}`, {
        broken: { 'scenarios/base.yaml': reason },
      });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^scenarios\/test.yaml:1:10: extends: "scenarios\/base.yaml": /);
      expect(problemsOf('', { broken: { 'scenarios/test.yaml': reason } })[0]).toMatch(
        /^scenarios\/test.yaml:1:1: (there is no (such file|permission)|this is a (folder|device)|the file (cannot be|is too large to be) read)/,
      );
    },
  );
});

describe('calls', () => {
  const service = (text: string) => ({ ...load(text).workloads[0], name: 'workload' });
  const quoted = (call: string) => service(`workload: { backlog: 1, service: '${call}' }`);

  test.each([
    'lognormal(mean=4m, cv=0.3)',
    'exponential(mean=4m)',
    'discrete(values=[1s, 2s], weights=[1, 2])',
    'mixture(components=[{weight=1, distribution=gamma(mean=1s, cv=2)}, {weight=2, distribution=3s}])',
  ])('%s is the same in quotation marks, in block style and on the command line', (call) => {
    const expected = quoted(call);
    for (const text of [
      `workload:\n  service: ${call}\n  backlog: 1`,
      `workload:\n  service: ${call}   # as measured: twice, [once] by {hand}\n  backlog: 1`,
      `workload:\n  - backlog: 1\n    service: ${call}`,
      `workload: { backlog: 1, service: "${call}" }`,
      `workload: &w\n  backlog: 1\n  service: &s ${call}\nwarmup: 0s`,
    ])
      expect(service(text)).toEqual(expected);
    const { workloads } = load('workload: { backlog: 1, service: 1s }', {
      set: [`workload.service=${call}`],
    });
    expect(workloads[0]).toEqual(expected);
  });

  test('places inside them stay exact', () => {
    const text = 'workload: { backlog: 1, service: "lognormal(mean=4m, cv=x)", priority: 11 }';
    expect(problemsOf(text)).toEqual([
      `scenarios/test.yaml:1:${text.indexOf('x)') + 1}: workload.service: expected a number, found "x"`,
      `scenarios/test.yaml:1:${text.indexOf('11') + 1}: workload.priority: expected a number from 1 to 10, found 11`,
    ]);
  });

  const refusal =
    'a call is written with "=", and between braces or brackets in quotation marks (sim validate --fix does it); write: ';
  test.each<[string, string, string]>([
    ['workload:\n  service: lognormal(mean: 4m, cv: 0.3)', '2:12', 'service: lognormal(mean=4m, cv=0.3)'],
    ['workload:\n  service: exponential(rate:2/s)', '2:12', 'service: exponential(rate=2/s)'],
    [
      'workload: { service: gamma(mean: 1s, cv: 2), x: 1 }',
      '1:22',
      'workload: { service: "gamma(mean=1s, cv=2)", x: 1 }',
    ],
    ['workload: { service: gamma(mean=1s, cv=2) }', '1:22', 'workload: { service: "gamma(mean=1s, cv=2)" }'],
    [
      'workload: { service: "gamma( mean : 1s , cv:2)" }',
      '1:22',
      'workload: { service: "gamma( mean=1s , cv=2)" }',
    ],
    [
      'workload:\n  - { arrivals: poisson(rate: 3/s), service: erlang(stages: 2, mean: 1s) }',
      '2:17',
      '- { arrivals: "poisson(rate=3/s)", service: "erlang(stages=2, mean=1s)" }',
    ],
    [
      'workload:\n  service: mixture(components: [{ weight: 1, distribution: 3s }])  # why',
      '2:12',
      'service: mixture(components=[{ weight=1, distribution=3s }])  # why',
    ],
    [
      "x: { a: empirical(file: 'a: b.csv', column: c) }",
      '1:9',
      `x: { a: "empirical(file='a: b.csv', column=c)" }`,
    ],
    ['x: { a: empirical(file: "b.csv", column: c) }', '1:9', `x: { a: 'empirical(file="b.csv", column=c)' }`],
    ['name: deploy(eu: 1)', '1:7', 'name: "deploy(eu: 1)"'],
    ['x: { name: deploy(eu, us) now, b: 1 }', '1:12', 'x: { name: "deploy(eu, us) now", b: 1 }'],
  ])('%s is refused with the line to write', (text, place, line) => {
    expect(problemsOf(text)).toContain(`scenarios/test.yaml:${place}: ${refusal}${line}`);
    expect(
      fixScenarioText(text)
        .text.split('\n')
        .map((one) => one.trim()),
    ).toContain(line);
  });

  test('on the command line too', () => {
    expect(problemsOf(MINIMAL, { set: ['workload.service=gamma(mean: 1s, cv: 2)'] })).toEqual([
      '--set workload.service=gamma(mean: 1s, cv: 2): a call is written with "=", and between braces or brackets in quotation marks; write: gamma(mean=1s, cv=2)',
    ]);
  });

  test('other text with parentheses is left alone', () => {
    const name = (text: string) => load(`name: ${text}\n${MINIMAL}`).name;
    expect(name('smile (')).toBe('smile (');
    expect(name('f(x) and g(y)')).toBe('f(x) and g(y)');
    expect(name("'f(x, y: z)'")).toBe('f(x, y: z)');
    expect(name('f(x:y)')).toBe('f(x:y)');
    expect(load(`description: |\n  f(x, y: z) [\n  g(a, b)\n${MINIMAL}`).description).toBe(
      'f(x, y: z) [\ng(a, b)',
    );
  });
});

describe('extends', () => {
  const base =
    'name: base\nseed: 7\nagents: 50\nscheduler: { algorithm: power_of_d_choices, parameters: { d: 5 } }\n';

  test('mappings are merged, lists replaced, the name stays behind', () => {
    const scenario = load('extends: base.yaml\nagents: { slots: 2 }\nexpect: [tasks.lost == 0]\n', {
      files: {
        'scenarios/base.yaml': `${base}expect: [throughput > 1/s, tasks.lost == 1]\n${MINIMAL}`,
      },
    });
    expect(scenario.name).toBe('test');
    expect(scenario.seed).toBe('7');
    expect(scenario.agents.groups[0]).toMatchObject({ count: 50, slots: 2 });
    expect(scenario.scheduler.parameters).toEqual({ d: 5 });
    expect(scenario.expect.map(({ text }) => text)).toEqual(['tasks.lost == 0']);
  });

  test('later bases win, and the file itself over them; paths are relative to the file that names them', () => {
    const scenario = load('extends: [common/a.yaml, common/b.yaml]\nwarmup: 3s\n', {
      files: {
        'scenarios/common/a.yaml': 'extends: ../base.yaml\nwarmup: 1s\nduration: 1h\n',
        'scenarios/common/b.yaml': 'warmup: 2s\nseed: 8\n',
        'scenarios/base.yaml': base + MINIMAL,
      },
    });
    expect(scenario).toMatchObject({ warmup: 3, duration: 3600, seed: '8' });
  });

  test('another algorithm does not inherit parameters that are not its own', () => {
    const files = { 'scenarios/base.yaml': base + MINIMAL };
    expect(load('extends: base.yaml\nscheduler: random\n', { files }).scheduler).toMatchObject({
      algorithm: 'random',
      parameters: {},
    });
    expect(
      load('extends: base.yaml\nscheduler: power_of_d_choices\n', { files }).scheduler.parameters,
    ).toEqual({ d: 5 });
  });

  test('another distribution replaces one written as a mapping, the same one is changed', () => {
    const files = {
      'scenarios/base.yaml': 'workload: { backlog: 1, service: { gamma: { mean: 2s, cv: 1 } } }\n',
    };
    const service = (text: string) => {
      const [workload] = load(`extends: base.yaml\nworkload: { service: ${text} }\n`, { files }).workloads;
      return workload.kind === 'backlog' ? workload.task.service : null;
    };
    expect(service('{ exponential: { mean: 3s } }')).toEqual({ kind: 'exponential', mean: 3 });
    expect(service('{ gamma: { cv: 0.5 } }')).toEqual({ kind: 'gamma', shape: 4, mean: 2 });
  });

  test('circles, missing bases, problems in bases', () => {
    const files = {
      'scenarios/a.yaml': 'seed: 1\nextends: b.yaml\n',
      'scenarios/b.yaml': 'extends: ./a.yaml\n',
      'scenarios/bad.yaml': 'agents:\n  cuont: 3\n',
    };
    expect(problemsOf('extends: a.yaml\n', { files })).toEqual([
      'scenarios/b.yaml:1:10: extends: files extend each other in a circle: scenarios/a.yaml -> scenarios/b.yaml -> scenarios/a.yaml',
    ]);
    expect(problemsOf('extends: test.yaml\n')[0]).toMatch(
      /circle: scenarios\/test.yaml -> scenarios\/test.yaml/,
    );
    expect(problemsOf('extends: [nothing.yaml]\n')[0]).toMatch(
      /:1:11: extends: "scenarios\/nothing.yaml": there is no/,
    );
    expect(problemsOf('extends: { a: b }\n')[0]).toMatch(/:1:10: extends: expected the path of a file/);
    expect(problemsOf(`extends: bad.yaml\n${MINIMAL}`, { files })).toEqual([
      'scenarios/bad.yaml:2:3: agents.cuont: unknown key "cuont", did you mean "count"?',
    ]);
  });

  test('many files that extend each other twice over are refused', () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 15; level += 1) {
      files[`scenarios/${level}.yaml`] = `extends: [${level + 1}.yaml, ${level + 1}.yaml]\n`;
    }
    files['scenarios/15.yaml'] = MINIMAL;
    expect(problemsOf('extends: 0.yaml\n', { files })[0]).toMatch(/too many files extend each other/);
  });
});

describe('--set', () => {
  test('changes values, makes sections, reaches into lists', () => {
    const text =
      'agents: 10\nworkload: [{ backlog: 1, service: 1s }, { name: x, backlog: 2, service: 1s }]\n';
    const set = [
      'agents.count=20',
      'retry.timeout=never',
      'workloads[1].backlog=5',
      'workload[0].service=2s',
      'seed=042',
    ];
    expect(load(text, { set })).toMatchObject({
      seed: '042',
      agents: { groups: [{ count: 20 }] },
      retry: { timeout: null },
      workloads: [{ tasks: 1, task: { service: { value: 2 } } }, { tasks: 5 }],
    });
  });

  test('the only workload needs no index, wherever it stands', () => {
    for (const text of [
      'workload: { backlog: 1, service: 1s }',
      'workloads: [{ backlog: 1, service: 1s }]',
    ]) {
      for (const path of [
        'workload.backlog',
        'workloads.backlog',
        'workload[0].backlog',
        'workloads[0].backlog',
      ]) {
        expect(load(text, { set: [`${path}=7`] }).workloads[0]).toMatchObject({ tasks: 7 });
      }
    }
  });

  test('values are YAML, short forms included', () => {
    const text = `scheduler: { algorithm: power_of_d_choices, parameters: { d: 3 }, queue_limit: 9 }\n${MINIMAL}`;
    expect(load(text, { set: ['scheduler=random'] }).scheduler).toMatchObject({
      algorithm: 'random',
      queue_limit: 9,
    });
    expect(load(text, { set: ['scheduler.algorithm=random'] }).scheduler.parameters).toEqual({});
    expect(load(text, { set: ['agents=7'] }).agents.groups[0].count).toBe(7);
    expect(load(text, { set: ['agents={ count: 3, slots: 4 }'] }).agents.groups[0]).toMatchObject({
      count: 3,
      slots: 4,
    });
    expect(load(text, { set: ['expect=[tasks.lost == 0]'] }).expect).toHaveLength(1);
    const mapping = `${MINIMAL}expect: { tasks.lost: == 0, task.latency.p99: ["> 1s", "< 1h"] }\n`;
    const conditions = (...set: string[]) => load(mapping, { set }).expect.map(({ text: one }) => one);
    expect(conditions('expect[0]=tasks.lost <= 1')).toEqual([
      'tasks.lost <= 1',
      'task.latency.p99 > 1s',
      'task.latency.p99 < 1h',
    ]);
    expect(conditions('expect[2]=task.latency.p99 < 2h')).toEqual([
      'tasks.lost == 0',
      'task.latency.p99 > 1s',
      'task.latency.p99 < 2h',
    ]);
    expect(problemsOf(mapping, { set: ['expect[3]=task.latency.p99 < 2h'] })[0]).toContain(
      'expect has 3, counted from 0',
    );
    expect(load(text, { set: ['duration='] }).duration).toBeNull();
  });

  test.each(['expect', 'claims'] as const)(
    'a condition in %s is set by the name of its metric, dots and all',
    (key) => {
      const written = (conditions: string, ...set: string[]) =>
        load(`${MINIMAL}${conditions}`, { set })[key].map(({ text: one }) => one);
      const mapping = `${key}: { tasks.lost: == 0, task.latency.p99: ["> 1s", "< 1h"] }\n`;
      expect(written(mapping, `${key}.task.latency.p99=< 2min`)).toEqual([
        'tasks.lost == 0',
        'task.latency.p99 < 2min',
      ]);
      expect(written(mapping, `${key}.task.latency.p99[1]=< 2min`)).toEqual([
        'tasks.lost == 0',
        'task.latency.p99 > 1s',
        'task.latency.p99 < 2min',
      ]);
      expect(written(mapping, `${key}.throughput=> 1/s`)).toContain('throughput > 1/s');
      expect(written('', `${key}.tasks.lost=== 0`)).toEqual(['tasks.lost == 0']);
    },
  );

  test.each([
    ['[throughput > 1/s, tasks.lost == 0]', 'tasks.lost', 'write --set "expect[1]=tasks.lost < ...", or all'],
    ['[throughput > 1/s]', 'throughput', 'write --set "expect[0]=throughput < ...", or all of them'],
    [
      '[throughput > 1/s]',
      'tasks.lost',
      'say which of them to replace, such as --set "expect[0]=tasks.lost < ..."',
    ],
  ])('of a list of conditions, %s, none is set by name: %s', (list, metric, form) => {
    const found = problemsOf(`${MINIMAL}expect: ${list}\n`, { set: [`expect.${metric}=< 3`] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`--set expect.${metric}=< 3: expect: expect is a list of conditions: ${form}`);
  });

  test('parameters given on the command line are never dropped silently', () => {
    const text = `scheduler: { algorithm: random }\n${MINIMAL}`;
    const set = ['scheduler.parameters.d=4', 'scheduler.algorithm=power_of_d_choices'];
    expect(load(text, { set }).scheduler.parameters).toEqual({ d: 4 });
    expect(problemsOf(text, { set: ['scheduler.parameters.d=4'] })[0]).toMatch(
      /^--set scheduler.parameters.d=4: scheduler.parameters.d: unknown key "d"/,
    );
  });

  test.each<[string, RegExp]>([
    ['agents.count=ten', /^--set agents.count=ten: agents.count: expected a whole number .*, found "ten"$/],
    ['agents.cuont=1', /^--set agents.cuont=1: agents.cuont: unknown key "cuont", did you mean "count"\?/],
    ['agents', /^--set agents: expected --set key=value/],
    ['=1', /expected --set key=value/],
    ['agents..count=1', /expected a path/],
    ['agents.count.=1', /expected a path/],
    ['[0]=1', /expected a path/],
    ['agents[x]=1', /expected a path/],
    ['agents.count=[1', /^--set agents.count=\[1: /],
    ['agents.count.more=1', /agents.count: expected a mapping to set "more" in, found 10/],
    ['faults[0].kind=crash', /faults: there is no list here/],
    ['workload[3].backlog=1', /workload\[3\]: there is no item \[3\]: workload has 2, counted from 0/],
    ['workload.backlog=1', /workload is a list of 2: say which item, such as workload\[0\].backlog/],
    ['workload.1.backlog=1', /workload is a list of 2: say which item, such as workload\[1\]$/],
    ['agents[0]=1', /agents: expected a list/],
    ['extends=x.yaml', /extends cannot be set/],
    ['agents.__proto__=1', /unknown key/],
    ['agents.count=*x', /no anchor/],
  ])('%s', (option, message) => {
    const text = 'agents: 10\nworkload: [{ backlog: 1, service: 1s }, { backlog: 2, service: 1s }]\n';
    expect(problemsOf(text, { set: [option] })[0]).toMatch(message);
  });

  test('what a file has only because of an option is said of that option, with its place in the file', () => {
    const set = ['agents=4', 'workload.flow.count=3', 'seed=2'];
    expect(problemsOf(MINIMAL, { set })).toEqual([
      '--set workload.flow.count=3: workload: backlog and flow exclude each other: make them separate workloads; ' +
        'that stands at scenarios/test.yaml:1:11, and is right without this option',
    ]);
    const wrong = `${MINIMAL}agents: none\n`;
    expect(problemsOf(wrong, { set: ['seed=2', 'retry.max_attempts=0'] })).toEqual([
      'scenarios/test.yaml:2:9: agents.count: expected a whole number from 1 to 10000000, found "none"',
      '--set retry.max_attempts=0: retry.max_attempts: expected a whole number from 1 to 1000, found 0',
    ]);
  });

  test.each([
    ['a section', 'agents:\n  count: 4\n   slots: 2\n', 2],
    ['a list', 'faults:\n  - kind: crash\n     at: 3s\n', 2],
    ['the whole', 'name: x\n seed: 2\n', 1],
  ])('a line of %s that is indented too far is told once', (_, lines, line) => {
    const found = problemsOf(`${lines}${MINIMAL}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`scenarios/test.yaml:${line}:`);
    expect(found[0]).toContain('a line below this one is indented further than its key');
  });

  test('the seed option wins', () => {
    expect(load(`seed: 1\n${MINIMAL}`, { set: ['seed=2'], seed: 'three' }).seed).toBe('three');
    expect(problemsOf(MINIMAL, { seed: '' })[0]).toMatch(/^--seed: .*not empty/);
  });
});
