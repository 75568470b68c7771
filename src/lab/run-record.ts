/** What a run leaves besides its summary, and where its agents were. */
import type { RunRecord } from '../recording/record.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { World } from '../world/world.ts';
import { latencyCurve } from './latency-curve.ts';
import type { OpenWork } from './open-work.ts';
import type { Placement } from './result.ts';

export function placement({ parts: { cluster, processes, agents } }: World): Placement {
  const nodes = new Set(processes.node.subarray(0, agents.table.count));
  return { nodes: nodes.size, regions: new Set([...nodes].map((node) => cluster.nodeRegion[node])).size };
}

export function recordOf(world: World, recorder: RunRecorder, open: OpenWork): RunRecord {
  return {
    timeline: recorder.timeline.finish(world.now),
    latency: latencyCurve(recorder.durations, world.isMeasuring ? open : null),
    latency_parts: world.isMeasuring ? recorder.latencyParts.bands.records() : [],
    waves: recorder.waves.all,
    steps: recorder.steps.records,
    sprints: recorder.sprints.records,
    ...(recorder.flows.records.length > 0 ? { flow_steps: recorder.flows.records } : {}),
    faults: recorder.faults.bands,
    log: recorder.log.lines,
  };
}
