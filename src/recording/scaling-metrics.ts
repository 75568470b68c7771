/** What is measured where a policy scales the agents: name, unit, description. */
export const SCALING_SCALARS = [
  [
    'agents.provided.mean',
    'count',
    'agents starting, working or leaving, over time, where a policy scales them',
  ],
  ['agents.provided.max', 'count', 'most of them at any time'],
  ['scaling.actions', 'count', 'changes of the number of agents provided'],
  ['scaling.outs', 'count', 'changes upwards'],
  ['scaling.ins', 'count', 'changes downwards'],
  ['scaling.reversals', 'count', 'changes against the direction of the change before'],
  ['scaling.reversal_share', 'ratio', 'these of all changes but the first: 0 steady, 1 flapping'],
  ['scaling.over_share', 'ratio', 'share of time with more agents than tasks waiting or running called for'],
  ['scaling.under_share', 'ratio', 'share of time with fewer'],
  ['scaling.agent_hours', 'count', 'hours of agents provided, from the decision to start to the end'],
  ['scaling.cost', 'count', 'what they cost at scaling.cost an hour'],
  ['scaling.cost_per_task', 'count', 'the same per completed task'],
] as const;
