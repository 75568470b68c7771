/** Durations that a run measures, with what they are of. */

/** Durations of which a run reports mean, quantiles and maximum. */
export const DURATIONS = {
  'task.latency': 'time from submission to the recorded result',
  'task.wait':
    'time from submission to the end of the execution that succeeded, that execution not included: waiting, earlier attempts, interruptions',
  'task.abandonment':
    'time from submission to the recorded end of the tasks that gave up, of which the others of task.* know nothing',
  'task.service': 'time that the execution that succeeded ran, interruptions not included',
  'assignment.latency': 'time from submission to the arrival of an assignment at an agent',
  'coordination.latency':
    'time a message spends at a coordinator, waiting and handled, heartbeats not included',
  'heartbeat.latency': 'time a heartbeat spends at a coordinator, waiting and handled',
  'detection.time':
    'time from a crash or pause to its coordinator suspecting the process; those that were over before are not among them ' +
    '(detection.missed)',
  'recovery.time':
    'time from when a coordinator took an agent for lost, because it suspected it or learned that it had restarted, to each of its ' +
    'tasks running again: how long that took is not in it (failover.time counts from the fault)',
  'failover.time':
    'time from an agent going down to each of its tasks running again, where the agent was down when that was noticed; those of ' +
    'agents that were back before are not among them (detection.missed)',
  'spawn.latency': 'time from asking for an agent until it is up',
  'spawn.boot': 'time that creating an agent takes once its turn has come',
} as const;
export type DurationName = keyof typeof DURATIONS;
