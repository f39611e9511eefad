// The queue as it changes: who holds what, what was decided, and the counts. Rows change where they stand; what is new is
// told in a line above them and shown when somebody asks for it. Nothing moves by itself.

import { fill } from './desk.js';
import { follow, standing } from './live.js';

const page = document.querySelector('[data-queue]');
const words = document.querySelector('[data-live]').dataset;
const { state, kind } = page.dataset; // what is listed; no state where something was searched for
const line = page.querySelector('[data-live-line]');
const said = page.querySelector('[data-live-said]');
const rows = new Map([...page.querySelectorAll('a.row-link')].map((a) => [a.textContent, a.closest('tr')]));
const fresh = new Set(); // what came since and is not on the page
const given = new Set(); // what was given to the person since
let news = ''; // the line
let out = '';

function told({ rows: changed, counts, missed, state: turned }) {
  if (turned !== undefined) out = turned;
  if (missed) standing([...rows.keys()]).then((now) => now?.rows?.forEach(draw)).catch(() => {});
  changed?.forEach((row) => {
    draw(row);
    if (!row.forMe) given.delete(row.ref);
    else if (!page.querySelector(`[data-testid=kept] a[href$="/${CSS.escape(row.ref)}"]`)) given.add(row.ref);
    if (rows.has(row.ref) || page.dataset.paged || !state) return;
    const here = row.state === state && (!kind || row.kind === kind);
    if (here && row.since > page.dataset.at - 8_000_000) fresh.add(row.ref);
    else if (!here) fresh.delete(row.ref);
  });
  if (counts) for (const tab of page.querySelectorAll('[data-tab]')) {
    const n = counts[tab.dataset.tab] ?? 0;
    tab.querySelector('.num').textContent = n.toLocaleString('en');
    tab.classList.toggle('none', n === 0);
  }
  show(missed);
}

// draw says in its row how a submission stands.
function draw(row) {
  const tr = rows.get(row.ref);
  if (!tr) return;
  const left = state ? row.state !== state : !['waiting', 'escalated'].includes(row.state);
  const cell = tr.querySelector('.holder');
  tr.classList.toggle('left', left);
  tr.classList.toggle('mine', !left && Boolean(row.mine || row.forMe));
  if (!cell) return; // the person has no such column
  cell.replaceChildren();
  if (left) {
    cell.append(Object.assign(document.createElement('span'), { className: 'tag', textContent: words['state' + row.state[0].toUpperCase() + row.state.slice(1)] ?? row.state }));
  } else if (row.holder) {
    const who = document.createElement(row.mine ? 'strong' : 'span');
    who.textContent = row.mine ? words.you : row.holder;
    cell.append(who, ' ', until(row));
  } else if (row.kept) {
    const who = document.createElement(row.forMe ? 'strong' : 'span');
    who.textContent = row.forMe ? words.keptYou : fill(words.keptFor, { name: row.kept });
    cell.append(who, ' ', until(row));
  }
}

const until = (row) => Object.assign(document.createElement('span'), { className: 'muted', textContent: fill(words.until, { time: row.until }) });

function show(missed) {
  const text = out === 'out' ? words.out : out === 'lost' ? words.lost : given.size ? fill(words.given, { ref: [...given].at(-1) }) : fresh.size ? fill(words.new, { n: fresh.size }) : missed ? words.old : news === words.old ? news : '';
  if (text === news) return;
  news = text;
  line.replaceChildren(text, ' ');
  if (out === 'out') line.append(Object.assign(document.createElement('a'), { href: words.login, textContent: words.signIn }));
  else if (text && out !== 'lost') {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'small', textContent: words.show });
    button.addEventListener('click', () => location.reload());
    line.append(button);
  }
  line.classList.toggle('bad', Boolean(out));
  say();
}

// A screen reader hears of it, but not of each one that comes.
let timer = 0;
function say() {
  timer ||= setTimeout(() => { timer = 0; said.textContent = news; }, 5000);
}

// Room is kept as it is, whatever a cell says later.
function hold() {
  const table = page.querySelector('table.rows');
  if (!table || getComputedStyle(table).display !== 'table') return;
  const heads = [...table.querySelectorAll('th')];
  heads.forEach((th) => { th.style.width = ''; });
  table.style.tableLayout = '';
  const wide = heads.map((th) => th.getBoundingClientRect().width);
  heads.forEach((th, n) => { th.style.width = wide[n] + 'px'; });
  table.style.tableLayout = 'fixed';
}

if (page.dataset.at) {
  hold();
  addEventListener('resize', hold);
  follow(Number(page.dataset.at), words.person, told);
}
