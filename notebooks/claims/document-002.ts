/** Numbers of document 002. */
import { MISSING, section } from './claim.ts';
import type { Claim } from './types.ts';

const principles = section('002', 'Core Principles');
const practices = section('002', 'Best Practices');

export const DOCUMENT_002: readonly Claim[] = [
  principles.untested('utilisation of the processor', '40-60 %', MISSING.scaling),
  principles.untested(
    'memory of an agent',
    '256-768 MB',
    MISSING.machines,
    'Five hundred times what document 000 allows.',
  ),
  principles.untested('pulse between operations', '2-3 s', MISSING.people),
  principles.untested('time between check-ins', '15 min', MISSING.people),
  principles.untested('time between commits', '30 min', MISSING.people),
  practices.untested('agents to start with', '2-3', MISSING.scaling),
];
