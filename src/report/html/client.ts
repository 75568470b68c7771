/** The scripts of pages, as text: they run in a reader's browser, long after this program has ended. */

/**
 * On narrow pages each row of a table is a block: every cell then says of which column it is, and those of few characters stand side
 * by side.
 */
export const TABLES = `
'use strict';
for (const table of document.querySelectorAll('table:not(.factors, .verdicts)')) {
  const names = [...table.querySelectorAll('thead th')].map((head) => head.textContent);
  if (names.length < 3) continue;
  table.classList.add('rows');
  for (const row of table.querySelectorAll('tbody tr'))
    [...row.cells].forEach((cell, place) => {
      if (place === 0) return;
      cell.dataset.label = names[place];
      const length = Math.max(cell.textContent.length, names[place].length);
      cell.classList.add(length <= 9 ? 'brief' : length <= 21 ? 'medium' : 'broad');
    });
}
`;

/**
 * Draws the charts at the width of the page, and again when the width changes. Their colours are style variables, so that light,
 * dark and print need no drawing. A page that is wider than paper gets each chart once more at the width of paper, where the letters
 * of a chart that was drawn for a screen and made smaller could not be read.
 */
export const CLIENT = `
'use strict';
(() => {
  const tip = document.getElementById('tip');

  function showTip(_, event, item, value) {
    if (value === null || value === undefined || value === '') { tip.style.display = 'none'; return; }
    tip.replaceChildren();
    const table = tip.appendChild(document.createElement('table'));
    for (const [name, text] of Object.entries(value)) {
      const row = table.insertRow();
      row.insertCell().textContent = name;
      row.insertCell().textContent = text;
    }
    tip.style.display = 'block';
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const top = event.clientY + 16 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : event.clientY + 16;
    tip.style.left = Math.max(8, left) + 'px';
    tip.style.top = Math.max(8, top) + 'px';
  }

  function atWidth(spec, width) {
    const sized = { ...spec };
    if ('width' in sized) sized.width = width;
    if (sized.vconcat) sized.vconcat = sized.vconcat.map((view) => atWidth(view, width));
    return sized;
  }

  const data = document.getElementById('charts');
  const { charts, narrow } = data ? JSON.parse(data.textContent) : { charts: [] };
  const drawn = new Map();

  async function render(chart, box, width) {
    const told = { room: width, narrow: width < narrow };
    const params = chart.spec.params.map((param) => (param.name in told ? { ...param, value: told[param.name] } : param));
    const spec = { ...atWidth(chart.spec, width), params };
    const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'svg', hover: true });
    box.replaceChildren();
    await view.tooltip(showTip).initialize(box).runAsync();
    return view;
  }

  /** The chart at the width of its box, and what it takes to draw it there again. */
  async function fit(chart, box, room, start) {
    let width = start;
    let view = await render(chart, box, width);
    // Labels take what room they need: draw again with what is left, which may change the labels once more. In the end a chart may be
    // narrower than its box, and not wider.
    for (let pass = 0; pass < 8; pass++) {
      const used = Math.ceil(box.firstElementChild.getBoundingClientRect().width);
      if (used <= room && (used > room - 6 || pass > 2)) break;
      view.finalize();
      width = Math.max(120, width + room - used);
      view = await render(chart, box, width);
    }
    return { view, room, width };
  }

  async function draw(chart) {
    const box = document.getElementById('chart-' + chart.name);
    const room = Math.max(240, Math.floor(box.clientWidth));
    const old = drawn.get(chart.name);
    if (old && old.room === room) return;
    if (old) old.view.finalize();
    drawn.set(chart.name, await fit(chart, box, room, Math.max(140, old ? old.width + room - old.room : room - 90)));
  }

  /** Pixels between the margins of A4, less those of a section. */
  const PAPER = 640;

  async function drawForPaper(chart) {
    const box = document.getElementById('chart-' + chart.name);
    if (box.clientWidth <= PAPER || box.classList.contains('on-screen')) return;
    const paper = document.createElement('div');
    paper.className = 'on-paper';
    paper.ariaHidden = 'true';
    box.after(paper);
    const { view } = await fit(chart, paper, PAPER, PAPER - 90);
    view.finalize();
    box.classList.add('on-screen');
  }

  async function drawAll() {
    for (const chart of charts) {
      try {
        await draw(chart);
      } catch (error) {
        document.getElementById('chart-' + chart.name).textContent = 'This chart could not be drawn: ' + error.message;
        console.error(error);
      }
    }
  }

  // One drawing at a time; what the window does meanwhile is drawn afterwards.
  let busy = false;
  let again = false;
  async function update() {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await drawAll();
    }
    busy = false;
  }
  addEventListener('resize', update);
  addEventListener('scroll', () => { tip.style.display = 'none'; }, { passive: true });

  const all = document.getElementById('all');
  // A narrow page would be metrics for the most part.
  if (all) all.open = innerWidth > 560;
  addEventListener('beforeprint', () => { if (all) all.open = true; });

  const search = document.getElementById('search');
  if (search) {
    const lists = [all, document.getElementById('rest')].filter(Boolean);
    const before = lists.map((list) => list.open);
    const none = document.getElementById('none');
    search.addEventListener('input', () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      lists.forEach((list, place) => {
        const rows = [...list.querySelectorAll('tbody tr')];
        for (const row of rows) {
          const name = row.cells[0].textContent.toLowerCase();
          row.hidden = !words.every((word) => name.includes(word));
          if (!row.hidden) shown++;
        }
        // What is folded away is found as well.
        list.open = words.length > 0 ? rows.some((row) => !row.hidden) : before[place];
      });
      none.hidden = shown > 0;
    });
  }
  update().then(async () => {
    document.documentElement.dataset.ready = 'yes';
    for (const chart of charts) await drawForPaper(chart);
    document.documentElement.dataset.paper = 'yes';
  });
})();
`;
