import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../sim.ts';
import { leftBehind, live, liveFolder, processesOf, SMALL, stateFolders, until } from './live.ts';

// Seconds, where the machine has nothing else to do.
vi.setConfig({ testTimeout: 240_000 });

/** One agent is stopped for as long as the run goes: whoever is stopped cannot end by itself. */
const STOPPED = `${SMALL.replace('stop: 30s', 'stop: 1h')}faults:
  - { name: pause, kind: pause, target: { agents: 1 }, at: 1s, duration: 1h }
`;

function isStopped(pid: number): boolean {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Does something to a live run as soon as its agent has been stopped. */
async function whileRunning(act: (child: ChildProcess, cwd: string) => void): Promise<[string, Outcome]> {
  const cwd = liveFolder({ 'stopped.yaml': STOPPED });
  const meanwhile = async (child: ChildProcess) => {
    await until(() => processesOf(cwd).some(({ pid }) => isStopped(pid)), 60_000);
    // The run, its guardian, the coordinator, the agent that is stopped and the others.
    expect(processesOf(cwd).length).toBeGreaterThanOrEqual(5);
    expect(stateFolders(cwd).length).toBe(1);
    act(child, cwd);
  };
  return [cwd, await live(cwd, ['stopped.yaml', '--processes', '1', '--json'], { meanwhile })];
}

describe('a live run leaves no process and no file behind', () => {
  test('after an interrupt, and tells what there is', async () => {
    const [cwd, { code, signal, out, err }] = await whileRunning((child) => child.kill('SIGINT'));
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(err).toContain('interrupted');
    expect(JSON.parse(out)).toMatchObject({ name: 'small', end: 'running', violations: [] });
    expect(await leftBehind(cwd)).toEqual([]);
  });

  test('after it was killed', async () => {
    const [cwd, { signal }] = await whileRunning((child) => child.kill('SIGKILL'));
    expect(signal).toBe('SIGKILL');
    expect(await leftBehind(cwd)).toEqual([]);
  });

  test('after all was killed that could clean up, at the start of the next one', async () => {
    const [cwd] = await whileRunning((child, folder) => {
      for (const { pid, command } of processesOf(folder))
        if (command.includes('guardian')) process.kill(pid, 'SIGKILL');
      child.kill('SIGKILL');
    });
    // Those that run end with the channel to the run; the one that is stopped cannot.
    await until(() => processesOf(cwd).length === 1);
    expect(processesOf(cwd).map(({ pid }) => isStopped(pid))).toEqual([true]);
    expect(stateFolders(cwd).length).toBe(1);
    const next = await live(cwd, [
      'stopped.yaml',
      '--json',
      '--set',
      'faults=[]',
      '--set',
      'workload.stop=1s',
    ]);
    expect({ code: next.code, err: next.err }).toEqual({ code: 0, err: '' });
    expect(await leftBehind(cwd)).toEqual([]);
  });
});
