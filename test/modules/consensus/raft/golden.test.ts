/** Every message of one election and one command, word for word. When behaviour changes on purpose, run with `-u` and read what has changed. */
import { expect, test } from 'vitest';
import { words } from './network/lone.ts';
import { Network } from './network/network.ts';

test('the transcript of an election and of a command, and of the follower that missed it', async () => {
  const network = new Network(7, 3);
  const lines: string[] = [];
  network.onLeave = (from, message) => {
    const text = words(message);
    // Those are heartbeats by the hundred.
    if (!text.startsWith('heartbeat'))
      lines.push(`${(network.now() / 1000).toFixed(1).padStart(7)} ms  ${from}: ${text}`);
  };
  const scene = (text: string) => lines.push('', text);
  scene('Three replicas start; the first whose timeout ends asks, and then stands for election');
  network.runUntil(() => network.leaders.length === 1, 1_000_000);
  network.run(45_000);
  const leader = network.leaders[0];
  scene(`${leader.self} leads. Two commands are proposed at one instant`);
  network.write(leader);
  network.write(leader);
  network.run(45_000);
  const missing = (leader.self + 1) % 3;
  scene(`${missing} is cut off, and a third command is committed without it`);
  network.isolate(network.machines[missing]);
  network.write(leader);
  network.run(45_000);
  scene('It is back before its timeout ends, and gets what it has missed');
  network.heal();
  network.run(120_000);
  for (const { self } of network.machines) {
    const { role, term, commitIndex } = network.replica(self).status;
    lines.push(`${self}: ${role}, term ${term}, commit ${commitIndex}, value ${network.value(self)}`);
  }
  await expect(`${lines.join('\n').trim()}\n`).toMatchFileSnapshot('golden/election-and-commands.txt');
});
