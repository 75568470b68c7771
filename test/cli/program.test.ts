import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { fakeSession } from './streams.ts';

const sim = async (...words: string[]) => {
  const { session, out, err } = fakeSession();
  await run(words, session);
  return { code: session.code, out: out.text, err: err.text };
};

describe('help and version', () => {
  test('go to standard output', async () => {
    const help = await sim('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['run', 'validate', 'new', 'plan', 'list', 'schema'])
      expect(help.out).toContain(`  ${command} `);
    expect(help.out).toContain('Exit codes');
    expect(await sim('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    });
    expect((await sim('run', '--help')).out).toContain('--until <duration>');
  });

  test('of a command are what its wrong options point to', async () => {
    expect((await sim('run')).err).toContain('(sim run --help explains it)');
    expect((await sim('sweep', 'a.yaml', '--nonsense')).err).toContain('(sim sweep --help explains it)');
    expect((await sim('queue', 'status', '--nonsense')).err).toContain(
      '(sim queue status --help explains it)',
    );
    expect((await sim('rum')).err).toContain('(sim --help lists the commands)');
  });

  test('without a command, help is a complaint', async () => {
    const { code, out, err } = await sim();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: sim');
  });
});

const QUICKSTART = 'scenarios/quickstart.yaml';
const SEARCH = ['sweep', QUICKSTART, '--find'];

describe('wrong usage exits with 2, says what is wrong, and suggests', () => {
  test.each([
    [['rnu', 'x.yaml'], 'Did you mean run?'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['run', 'x.yaml', '--sed', '1'], 'Did you mean'],
    [['run', 'x.yaml', '--jsno'], 'Did you mean --json?'],
    [['run'], "missing required argument 'file'"],
    [['run', 'x.yaml', 'y.yaml'], 'too many arguments'],
    [['run', 'x.yaml', '--seed'], 'argument missing'],
    [['run', 'x.yaml', '--until', '5'], 'Expected a duration, but 5 has no unit'],
    [['run', 'x.yaml', '--until', '-5s'], 'duration'],
    [['run', 'x.yaml', '--until', '0s'], 'above 0s'],
    [
      ['run', 'scenarios/star-or-tree.yaml', '--until', '1m'],
      'error: --until 1min: the warm-up of 1min leaves nothing of the run',
    ],
    [['run', 'scenarios/star-or-tree.yaml', '--until', '30s'], '--until 30s: the warm-up of 1min'],
    [['validate'], "missing required argument 'files'"],
    [['list', 'algoritms'], 'Did you mean algorithms?'],
    [['list', 'xyz'], 'It is one of algorithms'],
    [['new', 'a', 'b', 'c'], 'expected one file'],
    [['new', 'policy', 'p.ts'], '"policy" is not one of scenario, scheduler, detector, metric'],
    [['new', 'scheduler', 'random.ts'], 'choose another file name, such as my-random.ts'],
    [['new', 'detector', 'none.ts'], 'there is a detector named none already'],
    [['compare', QUICKSTART, '--vary', 'seed=1,2'], '--seed sets them, and --reps gives more'],
    [['sweep', QUICKSTART, '--vary', 'seed=1,2'], '--seed sets them, and --reps gives more'],
    [
      [...SEARCH, 'seed such that makespan < 3s', '--range', '3..9', '--seed', '3'],
      'the seed cannot be searched',
    ],
    [[...SEARCH, 'agents.cuont such that makespan < 3s', '--range', '3..9'], '--find agents.cuont=9: '],
    [[...SEARCH, 'agents.count such that makespan < 3s', '--range', '30s..3s'], 'order: write 3s..30s'],
  ])('%j', async (words, message) => {
    const { code, out, err } = await sim(...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
