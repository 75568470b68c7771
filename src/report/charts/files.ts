/** Charts as files: the specification, and what it looks like as SVG and PNG. */
import { toJson } from '../json.ts';
import { loadRenderer } from './render.ts';
import type { ChartSpec } from './theme.ts';

/** Puts one file, named relative to the folder of all results. */
export type PutFile = (name: string, content: string | Uint8Array) => Promise<void>;

interface NamedSpec {
  readonly name: string;
  readonly spec: ChartSpec;
}

/**
 * Writes each chart as `charts/NAME.vl.json`, `.svg` and `.png`, in the order given.
 * @throws What `put` throws, and an error when a chart cannot be drawn as meant.
 */
export async function writeCharts(charts: readonly NamedSpec[], put: PutFile): Promise<void> {
  if (charts.length === 0) return;
  const renderer = await loadRenderer();
  const pictures: (NamedSpec & { readonly svg: string; readonly png: Promise<Uint8Array> })[] = [];
  // A PNG is made on another thread while the next chart is drawn.
  for (const { name, spec } of charts) {
    const svg = await renderer.svg(spec);
    const png = renderer.png(svg);
    png.catch(() => undefined);
    pictures.push({ name, spec, svg, png });
  }
  for (const { name, spec, svg, png } of pictures) {
    await put(`charts/${name}.vl.json`, `${toJson(spec, 1)}\n`);
    await put(`charts/${name}.svg`, `${svg}\n`);
    await put(`charts/${name}.png`, await png);
  }
}
