/** Elements, made in one line. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** A table with a head; cells are texts or nodes. */
export function table(head, rows, attributes = {}) {
  const cells = (name, row) => element('tr', {}, ...row.map((cell) => element(name, {}, cell)));
  const body = rows.map((row) => cells('td', row));
  return element(
    'table',
    attributes,
    element('thead', {}, cells('th', head)),
    element('tbody', {}, ...body),
  );
}
