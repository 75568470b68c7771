/** Writes the documents that are generated: `npm run documents`. */
import { writeFileSync } from 'node:fs';
import { SCENARIOS_README, scenariosReadme } from './scenarios-readme.ts';

writeFileSync(SCENARIOS_README, await scenariosReadme());
console.log(`wrote ${SCENARIOS_README}`);
