/** What common random numbers save: npm run bench -- pairing */
import { CHANGES, studyPairing } from '../validation/pairing.ts';

for (const change of Object.keys(CHANGES) as (keyof typeof CHANGES)[]) {
  const { difference, correlation, paired, unpaired } = await studyPairing(change, 60);
  console.log(change);
  console.log(`  true difference ${(difference * 100).toFixed(2)} %, correlation ${correlation.toFixed(3)}`);
  console.log(`  runs that find it with a probability of 90 %: ${paired} in pairs, ${unpaired} independent`);
  console.log(`  independent runs need ${(unpaired / paired).toFixed(1)} times as many`);
}
