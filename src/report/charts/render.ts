/** Specifications to SVG and PNG. Loads Vega on first use, since that takes a good part of a second. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { visible } from '../../scenario/visible.ts';
import { textWidth } from './text-width.ts';
import type { ChartSpec } from './theme.ts';

/** Pixels of a PNG for each pixel of the chart. */
const SCALE = 2;

interface MeasuredItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
}

let renderer: Promise<Renderer> | undefined;

interface Renderer {
  /** @param spec A Vega-Lite specification. */
  svg(spec: ChartSpec): Promise<string>;
  png(svg: string): Promise<Uint8Array>;
}

/** The renderer, loaded once. */
export function loadRenderer(): Promise<Renderer> {
  renderer ??= createRenderer();
  return renderer;
}

/** The specification with all text in it safe to be drawn. */
function shown(spec: ChartSpec): unknown {
  return JSON.parse(JSON.stringify(spec), (_key, value: unknown) =>
    typeof value === 'string' ? visible(value) : value,
  );
}

async function createRenderer(): Promise<Renderer> {
  const [vega, lite, { renderAsync }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('@resvg/resvg-js'),
  ]);
  const fonts = fontFiles();
  // Vega's typings do not name this switch, which exists for renderers that measure text themselves.
  const metrics = (
    vega as unknown as { textMetrics: { width: (item: MeasuredItem, text: unknown) => number } }
  ).textMetrics;
  metrics.width = (item, text) => textWidth(String(text ?? ''), item.fontSize ?? 11, isBold(item.fontWeight));
  const draw = async (spec: ChartSpec): Promise<string> => {
    const compiled = lite.compile(shown(spec) as unknown as Parameters<typeof lite.compile>[0], {
      logger: throwing(),
    }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger: throwing() });
    try {
      vega.resetSVGDefIds();
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: Vega numbers the parts of all drawings together, and the same chart must have the same bytes.
    svg(spec) {
      const drawing = last.then(() => draw(spec));
      last = drawing.catch(() => undefined);
      return drawing;
    },
    async png(svg) {
      const image = await renderAsync(svg, {
        background: '#ffffff',
        fitTo: { mode: 'zoom', value: SCALE },
        font: { fontFiles: fonts, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
      });
      return image.asPng();
    },
  };
}

/** The shipped fonts: regular and bold. */
export function fontFiles(): string[] {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
    'ttf',
  );
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(folder, file));
}

function isBold(weight: number | string | undefined): boolean {
  return weight === 'bold' || Number(weight) >= 600;
}

/** A chart that Vega has to warn about is a mistake of ours, and is never written. */
function throwing() {
  const fail = (...words: readonly unknown[]): never => {
    throw new Error(`a chart is not drawn as meant: ${words.map(String).join(' ')}`);
  };
  const logger = {
    level: () => logger,
    error: fail,
    warn: fail,
    info: () => logger,
    debug: () => logger,
  };
  return logger as never;
}
