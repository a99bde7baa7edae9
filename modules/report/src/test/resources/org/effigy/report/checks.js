// What is wrong with a page, a line each: contrast, names, headings, overflow.
const problems = [];
const name = (e) => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? '.' + e.className : '')
  + ' "' + (e.textContent || '').trim().slice(0, 40) + '"';
const parse = (text) => {
  const found = (text.match(/[\d.]+/g) || []).map(Number);
  return found.length < 3 ? [0, 0, 0, 0] : [found[0], found[1], found[2], found.length > 3 ? found[3] : 1];
};
const light = (c) => {
  const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
const ground = (e) => {
  const layers = [];
  for (let at = e; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let texts = 0;
while (walker.nextNode()) {
  const node = walker.currentNode;
  const e = node.parentElement;
  if (!node.textContent.trim() || ['SCRIPT', 'STYLE'].includes(e.tagName.toUpperCase())) continue;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  if (style.visibility === 'hidden' || box.width === 0) continue;
  texts++;
  const below = ground(e);
  const colour = over(parse(e instanceof SVGElement ? style.fill : style.color), below);
  const [a, b] = [light(colour), light(below)].sort((x, y) => y - x);
  const contrast = (a + 0.05) / (b + 0.05);
  const size = parseFloat(style.fontSize);
  const big = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (contrast < (big ? 3 : 4.5)) problems.push('contrast ' + contrast.toFixed(2) + ' of ' + name(e));
}
if (texts < 10) problems.push('only ' + texts + ' texts');
if (!document.documentElement.lang) problems.push('no lang');
if (!document.title) problems.push('no title');
for (const img of document.images) if (!img.alt.trim()) problems.push('no alt: ' + img.src.slice(0, 60));
for (const svg of document.querySelectorAll('svg')) {
  if (svg.getAttribute('aria-hidden') !== 'true' && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label')))
    problems.push('an svg without a name');
}
for (const link of document.querySelectorAll('a')) if (!link.textContent.trim()) problems.push('a link without words');
for (const frame of document.querySelectorAll('[tabindex]:not(pre)')) if (!frame.getAttribute('aria-label')) problems.push('no label: ' + name(frame));
let before = 0;
for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
  const level = Number(heading.tagName[1]);
  if (level > before + 1) problems.push('from h' + before + ' to ' + name(heading));
  before = level;
}
if (document.querySelectorAll('h1').length !== 1) problems.push('not one h1');
if (document.querySelectorAll('main').length !== 1) problems.push('not one main');
const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
if (new Set(ids).size !== ids.length) problems.push('an id is there twice');
for (const table of document.querySelectorAll('table')) {
  if (!table.caption) problems.push('a table without caption');
  if (table.querySelector('th:not([scope])')) problems.push('a th without scope');
}
for (const e of document.querySelectorAll('[aria-labelledby]')) {
  if (!document.getElementById(e.getAttribute('aria-labelledby'))) problems.push('labelled by nothing: ' + name(e));
}
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (wide > 0) problems.push('the page is ' + wide + ' pixels too wide');
return problems;
