/** All algorithms at all loads in one table. */
import { byLoad, LOADS, ranking } from './comparisons.js';
import { element, table } from './dom.js';
import { share, time } from './format.js';

export function rankingTable(metric) {
  const order = ranking(metric, 0.9).map(({ algorithm }) => algorithm);
  const rows = byLoad(metric);
  const cell = (algorithm, load) => {
    const row = rows.find((each) => each.algorithm === algorithm && each.load === load);
    return element('span', { class: row.letters.includes('a') ? 'leads' : '' }, `${time(row.mean)} `, element('sup', {}, row.letters));
  };
  return table(
    ['algorithm', ...LOADS.map((load) => `load ${share(load)}`)],
    order.map((algorithm) => [algorithm, ...LOADS.map((load) => cell(algorithm, load))]),
    { class: 'figures' },
  );
}
