/**
 * Writes the sample trace of scenarios/trace-llm.yaml to stdout: `npm run build && node .tools/trace-sample.mjs > scenarios/trace-llm.csv`.
 *
 * It is synthetic: half an hour of requests in the columns of the Azure traces of LLM inference, with a column that tells the two services
 * apart. Chat requests come in bursts, with prompts of about a thousand tokens and long answers; code completions come steadily, with
 * long prompts and short answers. The same seed writes the same bytes.
 */
import { Streams } from '../dist/engine/random/streams.js';
import { createSampler } from '../dist/engine/variates/sampler.js';

const SECONDS = 1800;
const START = Date.UTC(2024, 0, 15, 9, 0, 0);
const streams = new Streams('trace-llm', 0);

const SERVICES = [
  // Requests a second in turn, each for so many seconds.
  { name: 'chat', rates: [0.35, 1.1], seconds: [240, 60], context: [1000, 1.6], generated: [180, 0.9] },
  { name: 'code', rates: [0.3], seconds: [SECONDS], context: [1700, 0.9], generated: [20, 1.4] },
];

/** Whole tokens, at least 1 and at most 16,000. */
function tokens(sampler, source) {
  return Math.max(1, Math.min(16_000, Math.round(sampler.sample(source))));
}

/** Requests of a service as [seconds, context, generated]. */
function requestsOf({ name, rates, seconds, context, generated }) {
  const [gaps, contexts, answers] = ['gap', 'context', 'generated'].map((what) => streams.stream(what, name));
  const contextOf = createSampler({ kind: 'lognormal', mean: context[0], cv: context[1] });
  const generatedOf = createSampler({ kind: 'lognormal', mean: generated[0], cv: generated[1] });
  const requests = [];
  const cycle = seconds.reduce((sum, length) => sum + length, 0);
  const fastest = Math.max(...rates);
  // Thinning: candidates at the highest rate, each kept with the probability that its time calls for.
  for (let at = 0; ; ) {
    at -= Math.log1p(-gaps.uniform()) / fastest;
    if (at >= SECONDS) return requests;
    const isQuiet = at % cycle < seconds[0];
    const rate = rates[isQuiet ? 0 : rates.length - 1];
    const isKept = gaps.uniform() * fastest < rate;
    if (isKept) requests.push([at, name, tokens(contextOf, contexts), tokens(generatedOf, answers)]);
  }
}

const rows = SERVICES.flatMap(requestsOf)
  .sort((a, b) => a[0] - b[0])
  .map(([at, name, context, generated]) => {
    const time = new Date(START + Math.floor(at * 1000)).toISOString().slice(0, 23).replace('T', ' ');
    return `${time},${name},${context},${generated}`;
  });
process.stdout.write(`TIMESTAMP,Service,ContextTokens,GeneratedTokens\n${rows.join('\n')}\n`);
