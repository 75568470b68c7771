/** What a reader of a result must know besides its figures: bounds that were hit, promises that were broken. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { World } from '../world/world.ts';

export function runNotes(world: World, recorder: RunRecorder): string[] {
  const { oracle, network } = world.parts;
  const { open } = world.tasks;
  const notes: string[] = [];
  if (world.progress === 'stalled')
    notes.push(`The run stalled: nothing moved any more, and ${open} tasks were open.`);
  if (world.progress === 'horizon' && open > 0)
    notes.push(`${open} tasks were still under way when the time was over.`);
  if (world.progress === 'running')
    notes.push('The run was interrupted; figures cover what was simulated until then.');
  const stopped = recorder.waves.records.find((wave) => wave.end === null && wave.start !== null);
  const missed = recorder.waves.records.filter((wave) => wave.start === null).length;
  if (missed > 0 && !stopped)
    notes.push(`${missed} waves did not start: too few tasks of the wave before succeeded.`);
  if (recorder.counts.shed > 0)
    notes.push(`${recorder.counts.shed} tasks were shed because the coordinator's queue was full.`);
  if (network.counters.dropped > 0)
    notes.push(
      `${network.counters.dropped} messages were dropped: lost, cut off, or not taken in by their receiver.`,
    );
  const { plans, agents } = world.parts;
  if (plans.length === 1 && plans[0].neighbours !== undefined)
    notes.push(
      `There is one peer, which has nobody to hand tasks over to: with a smaller coordination.fanout there would be more (agents: ${agents.table.count}).`,
    );
  const refused = world.parts.provision.spawning?.refused ?? 0;
  if (refused > 0)
    notes.push(
      `${refused} requests for agents were refused: there were as many as spawning.max_agents (${world.spec.spawning?.max_agents}) allows.`,
    );
  const { timeouts, submitted } = recorder.counts;
  if (timeouts > submitted / 100) {
    notes.push(
      `${timeouts} attempts were given up after retry.timeout (${world.spec.retry.timeout} s): a task that takes longer than that never completes.`,
    );
  }
  if (recorder.log.omitted > 0)
    notes.push(`The event log was full: ${recorder.log.omitted} lines are missing.`);
  if (recorder.faults.omitted > 0)
    notes.push(`${recorder.faults.omitted} more occurrences of faults are not listed.`);
  if (oracle.violations > 0) {
    notes.push(
      `INVARIANTS BROKEN ${oracle.violations} times, first: ${oracle.examples.slice(0, 3).join('; ')}.`,
    );
  }
  return notes;
}
