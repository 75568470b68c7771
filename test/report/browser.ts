/** Pages in a real browser, and what is measured of them there. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

if (CHROMIUM === undefined && process.env.CI === 'true')
  throw new Error('there is no Chromium to open pages in');

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** What is wrong with the layout of a page, in words that name the place; empty where nothing is. */
export interface LayoutFaults {
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
  /** Charts that are wider than their box, and texts of charts that are not within their svg. */
  readonly outside: readonly string[];
  /** Pairs of texts of one chart that lie on each other. */
  readonly overlapping: readonly string[];
  /** Tables wider than their box, but for tables of factors. */
  readonly cut: readonly string[];
  /** Texts whose contrast to what is behind them is below 4.5 to 1. */
  readonly pale: readonly string[];
}

export function layoutFaults(page: Page): Promise<LayoutFaults> {
  return page.evaluate(`(${MEASURE})()`) as Promise<LayoutFaults>;
}

/** As text, since it runs in the page. Contrast as in WCAG 2.2, relative luminance of sRGB. */
const MEASURE = `() => {
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const name = (element) => (element.closest('section')?.querySelector('h2')?.textContent ?? 'head') + ': ' + element.textContent.trim().slice(0, 60);

  const outside = [];
  const overlapping = [];
  for (const svg of document.querySelectorAll('.chart svg')) {
    const box = svg.getBoundingClientRect();
    const room = svg.closest('.chart').getBoundingClientRect();
    if (box.right > room.right + 1) outside.push(name(svg).split(':')[0] + ': ' + Math.ceil(box.right - room.right) + ' pixels');
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '' && text.getAttribute('opacity') !== '0' && shown(text));
    const rects = texts.map((text) => text.getBoundingClientRect());
    rects.forEach((rect, i) => {
      if (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1 || rect.bottom > box.bottom + 1) outside.push(name(texts[i]));
      for (let j = 0; j < i; j++) {
        const other = rects[j];
        const wide = Math.min(rect.right, other.right) - Math.max(rect.left, other.left);
        const high = Math.min(rect.bottom, other.bottom) - Math.max(rect.top, other.top);
        // Boxes of lines are higher than their letters.
        if (wide > 1 && high > 4) overlapping.push(name(svg.querySelector('text') ?? svg).split(':')[0] + ': ' + texts[i].textContent + ' / ' + texts[j].textContent);
      }
    });
  }

  const cut = [...document.querySelectorAll('.scroll')]
    .filter((box) => shown(box) && box.querySelector('.factors') === null && box.scrollWidth > box.clientWidth + 1)
    .map((box) => name(box).split(':')[0] + ' ' + box.scrollWidth + ' > ' + box.clientWidth);

  const parts = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const behind = (element) => {
    if (element === null) return { r: 255, g: 255, b: 255, a: 1 };
    const own = parts(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, behind(element.parentElement));
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const pale = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || ['SCRIPT', 'STYLE', 'TITLE'].includes(element.tagName) || !shown(element)) continue;
    const back = behind(element.closest('svg')?.parentElement ?? element);
    const style = getComputedStyle(element);
    const text = over(parts(element.closest('svg') ? style.fill : style.color), back);
    const [light, dark] = [luminance(text), luminance(back)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) pale.add(name(element) + ' ' + contrast.toFixed(2));
  }
  return { overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth), outside, overlapping, cut, pale: [...pale] };
}`;
