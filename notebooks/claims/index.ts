/** Every claim, in the order of the documents. */
import { DOCUMENT_000 } from './document-000.ts';
import { DOCUMENT_001 } from './document-001.ts';
import { DOCUMENT_002 } from './document-002.ts';
import { DOCUMENT_003 } from './document-003.ts';
import { DOCUMENT_004 } from './document-004.ts';
import { TARGETS } from './targets.ts';
import type { Claim } from './types.ts';

export const CLAIMS: readonly Claim[] = [
  ...TARGETS,
  ...DOCUMENT_000,
  ...DOCUMENT_001,
  ...DOCUMENT_002,
  ...DOCUMENT_003,
  ...DOCUMENT_004,
];
