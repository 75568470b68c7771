import { describe, expect, it } from 'vitest';
import { corpus } from '../fuzz/corpus.ts';
import { mutation } from '../fuzz/mutate.ts';
import { folderWith, sim } from './sim.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Inputs without further files and options, which the command would need. */
function inputs(count: number): (string | Uint8Array)[] {
  const specimens = corpus();
  const found: (string | Uint8Array)[] = [];
  for (let number = 0; found.length < count; number++) {
    const { text, set } = mutation(number, specimens);
    if (set === undefined && !text.includes('.csv' as never)) found.push(text);
  }
  return found;
}

describe('malformed and extreme scenarios through the command', () => {
  it('are valid or refused with a place, many in one process', async () => {
    const files = Object.fromEntries(inputs(47).map((text, index) => [`${index}.yaml`, text]));
    const names = Object.keys(files);
    const { code, out, err } = await sim(['validate', ...names], { cwd: folderWith(files) });
    expect(code).toBe(2);
    expect(`${out}${err}`).not.toMatch(/internal error|\bat .*\.js:\d+/);
    expect(`${out}${err}`).not.toMatch(CONTROLS);
    for (const name of names)
      expect(`${out}${err}`).toMatch(new RegExp(`^(ok )?${name}(:\\d+:\\d+: |: )`, 'm'));
  });

  it.each([
    [
      'a clock that stands still',
      'workload: { population: 1, service: 0s }\nnetwork: { latency: 0s }\nduration: 1s\ncoordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }\n',
      /the clock stands still at 0 s/,
    ],
    [
      'escapes in a name',
      'name: "\\e[31mRED\\a"\nworkload: { backlog: 1, service: 1s }\n',
      /s\.yaml:1:7: name: text must not contain control characters, found \\u001b/,
    ],
    [
      'a number that is none',
      'workload: { backlog: 1, service: 1s }\nduration: .inf\n',
      /s\.yaml:2:11: duration: /,
    ],
  ])('end a run with a message: %s', async (_what, text, message) => {
    const { code, err } = await sim(['run', 's.yaml', '--no-charts'], {
      cwd: folderWith({ 's.yaml': text }),
    });
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toMatch(CONTROLS);
  });
});
