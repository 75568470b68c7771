import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/report/shell-word.ts';

test('plain words stay as they are', () => {
  for (const word of ['a.yaml', 'out/my-swarm_2.ts', 'größe.ts', 'a=b']) expect(shellWord(word)).toBe(word);
  expect(shellWord('my swarm.yaml')).toBe('"my swarm.yaml"');
});

test.skipIf(process.platform === 'win32')('a shell gives back the word', () => {
  for (const word of ['my swarm.yaml', "it's.ts", '$HOME and "more"', 'a;b', '`x`\\', "'!'", '', '*'])
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`]).toString()).toBe(word);
});
