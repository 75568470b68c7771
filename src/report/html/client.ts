/**
 * The script of the page, as text: it runs in a reader's browser, long after this program has ended. It draws the charts at
 * the width of the page, again when the width or the colours change, and in light colours for print.
 */
export const CLIENT = `
'use strict';
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
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
  const { charts, configs } = data ? JSON.parse(data.textContent) : { charts: [], configs: {} };
  const views = new Map();

  function view(chart, box, theme, width) {
    const spec = { ...atWidth(chart.spec, width), config: configs[theme] };
    const made = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'svg', hover: true });
    made.tooltip(showTip).initialize(box).run();
    return made;
  }

  function draw(chart, theme) {
    const box = document.getElementById('chart-' + chart.name);
    const room = Math.max(240, box.clientWidth);
    const state = theme + room;
    const old = views.get(chart.name);
    if (old && old.state === state) return;
    if (old) old.view.finalize();
    box.replaceChildren();
    let width = Math.max(140, room - 96);
    let made = view(chart, box, theme, width);
    // Labels take what room they need: draw once more with what is left.
    const used = box.querySelector('svg').getBoundingClientRect().width;
    if (Math.abs(used - room) > 1) {
      width = Math.max(120, Math.floor(width + room - used));
      made.finalize();
      box.replaceChildren();
      made = view(chart, box, theme, width);
    }
    views.set(chart.name, { view: made, state });
    box.dataset.drawn = theme;
  }

  function drawAll(theme) {
    for (const chart of charts) {
      try {
        draw(chart, theme);
      } catch (error) {
        document.getElementById('chart-' + chart.name).textContent = 'This chart could not be drawn: ' + error.message;
        console.error(error);
      }
    }
  }

  const present = () => (dark.matches ? 'dark' : 'light');
  let waiting = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawAll(present()));
  });
  dark.addEventListener('change', () => drawAll(present()));
  addEventListener('beforeprint', () => {
    for (const fold of document.querySelectorAll('details[data-print]')) fold.open = true;
    drawAll('light');
  });
  addEventListener('afterprint', () => drawAll(present()));
  addEventListener('scroll', () => { tip.style.display = 'none'; }, { passive: true });

  const search = document.getElementById('search');
  if (search) {
    const rows = [...document.querySelectorAll('#metrics tbody tr')];
    const none = document.getElementById('none');
    search.addEventListener('input', () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const name = row.cells[0].textContent.toLowerCase();
        row.hidden = !words.every((word) => name.includes(word));
        if (!row.hidden) shown++;
      }
      none.hidden = shown > 0;
    });
  }
  drawAll(present());
  document.documentElement.dataset.ready = 'yes';
})();
`;
