/** What the mean latency is made of, as a table. */
import type { RunSummary } from '../../lab/result.ts';
import { latencyParts } from '../latency-parts.ts';
import { section, table } from './markup.ts';

/** Empty where latencies are only of waiting, service and report. */
export function latencyPartsSection(summary: RunSummary): string {
  const parts = latencyParts(summary);
  if (parts.length === 0) return '';
  const columns = [{ title: '' }, { title: 'mean', numeric: true }, { title: 'share', numeric: true }];
  const rows = parts.map(({ label, inner, mean, share }) => [
    inner ? `of which ${label}` : label,
    mean,
    share,
  ]);
  return section('Parts of the mean latency in figures', table(columns, rows));
}
