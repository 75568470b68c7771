import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, SMALL, sim, temporaryFolder } from './sim.ts';

describe('sim validate', () => {
  test('says what is in each file', async () => {
    const cwd = folderWith({ 'a.yaml': SMALL, 'b.yaml': 'extends: a.yaml\nname: bigger\nagents: 100\n' });
    const { code, out, err } = await sim(['validate', 'a.yaml', 'b.yaml'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'ok a.yaml: small, 20 agents, 1 region, 1 workload, 1 fault, at most 5min, seed 42\n' +
        'ok b.yaml: bigger, 100 agents, 1 region, 1 workload, 1 fault, at most 5min, seed 42\n',
    );
  });

  test('goes on after a bad file', async () => {
    const cwd = folderWith({ 'bad.yaml': 'agentz: 5\n', 'good.yaml': SMALL });
    const { code, out, err } = await sim(['validate', 'bad.yaml', 'good.yaml'], { cwd });
    expect(code).toBe(2);
    expect(out).toMatch(/^ok good\.yaml/);
    expect(err).toContain('bad.yaml:1:1');
  });

  test('--json is for programs', async () => {
    const cwd = folderWith({ 'bad.yaml': 'agentz: 5\n', 'good.yaml': SMALL });
    const { code, out, err } = await sim(['validate', '--json', 'bad.yaml', 'good.yaml'], { cwd });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject([
      {
        file: 'bad.yaml',
        ok: false,
        problems: [{ line: 1, column: 1, key: 'agentz', suggestion: 'agents' }],
      },
      { file: 'good.yaml', ok: true, problems: [], omitted: 0 },
    ]);
  });
});

describe('sim validate --fix', () => {
  const OLD = '# why\nagents: 5\nworkload: { backlog: 1, service: gamma(mean: 1s, cv: 2) } # so\n';
  const NEW = '# why\nagents: 5\nworkload: { backlog: 1, service: "gamma(mean=1s, cv=2)" } # so\n';

  test('rewrites what is out of date, says so, and leaves the rest alone', async () => {
    const cwd = folderWith({ 'old.yaml': OLD, 'good.yaml': SMALL, 'bad.yaml': 'agentz: 5\n' });
    chmodSync(join(cwd, 'old.yaml'), 0o600);
    symlinkSync('old.yaml', join(cwd, 'link.yaml'));
    const before = statSync(join(cwd, 'good.yaml'), { bigint: true });
    expect((await sim(['validate', 'old.yaml'], { cwd })).err).toBe(
      'old.yaml:3:34: a call is written with "=", and between braces or brackets in quotation marks (sim validate --fix does it); write: ' +
        `${NEW.split('\n')[2]}\n`,
    );
    const { code, out, err } = await sim(
      ['validate', '--fix', 'link.yaml', 'good.yaml', 'bad.yaml', 'none.yaml'],
      { cwd },
    );
    expect(code).toBe(2);
    expect(out).toMatch(
      /^fixed link\.yaml:3: gamma\(mean: 1s, cv: 2\) is now "gamma\(mean=1s, cv=2\)"\nok link\.yaml: .*\nok good\.yaml/,
    );
    expect(err).toMatch(/^bad\.yaml:1:1: .*\nnone\.yaml:1:1: there is no such file\n$/);
    expect(readFileSync(join(cwd, 'old.yaml'), 'utf8')).toBe(NEW);
    expect(statSync(join(cwd, 'old.yaml')).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(cwd, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(statSync(join(cwd, 'good.yaml'), { bigint: true })).toMatchObject({
      ino: before.ino,
      mtimeNs: before.mtimeNs,
    });
    expect(readdirSync(cwd).sort()).toEqual(['bad.yaml', 'good.yaml', 'link.yaml', 'old.yaml']);
    const again = await sim(['validate', '--fix', '--json', 'old.yaml'], { cwd });
    expect(JSON.parse(again.out)).toMatchObject([{ file: 'old.yaml', ok: true, fixed: [] }]);
  });
});

describe('sim new', () => {
  test('writes a scenario that is valid, runs, and explains itself', async () => {
    const cwd = temporaryFolder();
    expect(await sim(['new', 'my swarm.yaml'], { cwd })).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(cwd, 'my swarm.yaml'), 'utf8')).toMatch(/^#/m);
    expect(await sim(['validate', 'my swarm.yaml'], { cwd })).toMatchObject({ code: 0, err: '' });
    expect((await sim(['run', 'my swarm.yaml', '--no-charts'], { cwd })).code).toBe(0);
  });

  test('overwrites nothing unless told to', async () => {
    const cwd = folderWith({ 'mine.yaml': 'precious' });
    const refused = await sim(['new', 'scenario', 'mine.yaml'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.err).toBe('error: mine.yaml exists; --force overwrites it\n');
    expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).toBe('precious');
    expect((await sim(['new', 'scenario', 'mine.yaml', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).not.toBe('precious');
  });

  test('says why it cannot write', async () => {
    const cwd = temporaryFolder();
    const { code, err } = await sim(['new', 'no/such/folder.yaml'], { cwd });
    expect(code).toBe(1);
    expect(err).toBe('error: cannot write no/such/folder.yaml: there is no such file or folder\n');
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });
});

describe('sim schema', () => {
  test('is a JSON Schema that knows the keys and the algorithms', async () => {
    const { code, out, err } = await sim(['schema']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const schema = JSON.parse(out);
    expect(schema.$schema).toContain('json-schema.org');
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['agents', 'workload', 'faults', 'seed']),
    );
    expect(out).toContain('least_loaded');
  });
});

describe('sim list', () => {
  test('names everything', async () => {
    const { code, out, err } = await sim(['list']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of [
      'least_loaded',
      'fixed_timeout',
      'lognormal',
      'poisson',
      'waves',
      'crash',
      'tree',
      'tasks.lost',
    ]) {
      expect(out).toMatch(new RegExp(`^${name.replace('.', '\\.')} `, 'm'));
    }
  });

  test('each category: aligned columns, and the same as JSON', async () => {
    const all = JSON.parse((await sim(['list', '--json'])).out) as Record<
      string,
      { name: string; description: string }[]
    >;
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(['algorithms', 'topologies', 'metrics', 'scenarios']),
    );
    for (const [category, entries] of Object.entries(all)) {
      const { code, out, err } = await sim(['list', category]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(entries.length).toBeGreaterThan(0);
      for (const { name, description } of entries) {
        expect(out).toContain(name);
        expect(description).not.toBe('');
      }
      const [head, first] = out.split('\n');
      const column = head.indexOf('description');
      expect(first.slice(column - 2, column)).toBe('  ');
      expect(first[column]).not.toBe(' ');
    }
  });

  test('shows parameters as one would write them', async () => {
    const { out } = await sim(['list', 'detectors']);
    expect(out).toMatch(/fixed_timeout +timeout +\d+m?s/);
  });
});

test('help is at hand', async () => {
  expect((await sim(['--help'])).out).toContain('Usage: sim');
  expect((await sim(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await sim(['rnu'])).err).toContain('Did you mean run?');
  expect((await sim([])).code).toBe(2);
});

test('a fault of the program itself is one line that asks for a report', async () => {
  const env = { NODE_OPTIONS: '--import=data:text/javascript,String.prototype.trimEnd=undefined' };
  const { code, out, err } = await sim(['list', 'algorithms'], { env });
  expect({ code, out }).toEqual({ code: 70, out: '' });
  expect(err).toMatch(/^internal error: .*trimEnd.* please report it.*\n$/);
  const debug = await sim(['list', 'algorithms'], { env: { ...env, SIM_DEBUG: '1' } });
  expect(debug.code).toBe(70);
  expect(debug.err).toMatch(/\n\s+at .*table/);
});
