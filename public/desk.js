// What all of the desk's pages share: keys, the list of keys, countdowns, menus. Everything works without
// it, by the same forms and links.

// typing says whether keys go into a text just now.
export function typing(e) {
  const t = e.target;
  return t.isContentEditable || t.matches?.('textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=submit], [type=button])');
}

// keyOf names the key that was pressed: the letter on it or, while an input method is on, the place of it.
export function keyOf(e) {
  if (e.ctrlKey || e.altKey || e.metaKey) return '';
  if (e.key === '=' || e.key === ';' && e.shiftKey) return '+'; // the key of the plus, without its shift
  if (/^[ -~]$/.test(e.key)) return e.key.toLowerCase();
  if (e.key === 'Process' || e.isComposing || e.keyCode === 229) {
    const place = /^(?:Key|Digit|Numpad)(.)$/.exec(e.code);
    return place ? place[1].toLowerCase() : '';
  }
  return e.key;
}

// fill puts values into words: fill('{n} min', {n: 3}).
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// keyed finds the control of a key, unless it is hidden or off.
export function keyed(key) {
  return [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((b) => !b.disabled && b.checkVisibility());
}

// press does what the control of a key does; who opens a menu writes at once.
function press(control) {
  if (control.matches('input[type=search]')) return control.focus();
  control.click();
  if (control.matches('summary')) requestAnimationFrame(() => {
    if (control.parentElement.open) control.parentElement.querySelector('select, textarea, input[type=search]')?.focus();
  });
}

// On the review page scripts come one after the other. A key whose script is not there yet is kept, with those that
// follow it, and pressed once it is: 1 what a case needs, 2 the rest.
let there = document.querySelector('[data-review]') ? 0 : 2;
const waiting = [];
const first = /^(up|down|answer|fit|fill|native|in|out|left|right|alone|stack|link|follow)$/;
function needs(control) {
  if (control.matches('label, input, summary')) return 0; // what is typed next belongs there
  if (first.test(control.dataset.do)) return 1;
  return control.closest('[data-decision], [data-tools], [data-rounds]') ? 2 : 0;
}

// have says which scripts are there.
export function have(n) {
  there = Math.max(there, n);
  while (waiting.length && needs(waiting[0]) <= there) press(waiting.shift());
}

const dialog = document.getElementById('keys');
const menus = () => [...document.querySelectorAll('details.overlay[open]')];

async function help() {
  await (await import('./style.js')).wear('keys.css');
  if (dialog && !dialog.open) dialog.showModal();
}

function leave(e) {
  const open = menus();
  for (const d of open) {
    if (d.contains(document.activeElement)) d.querySelector('summary').focus();
    d.open = false;
  }
  if (!open.length && typing(e)) e.target.blur();
}

// On a list, the arrows go from row to row.
function step(by) {
  const rows = [...document.querySelectorAll('a.row-link')];
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  return rows.length > 0;
}

document.addEventListener('keydown', (e) => {
  if (e.defaultPrevented || dialog?.open) return;
  const key = keyOf(e);
  if (key === 'Escape') return leave(e);
  if (!key || typing(e) || e.repeat && !key.startsWith('Arrow')) return;
  const control = key.length === 1 && keyed(key);
  const need = control && needs(control);
  if (need && (need > there || waiting.length)) waiting.push(control);
  else if (control) press(control);
  else if (key === document.body.dataset.helpKey) help();
  else if (key === 'ArrowDown' && step(1) || key === 'ArrowUp' && step(-1)) { /* done */ }
  else return;
  e.preventDefault();
});

document.addEventListener('click', (e) => {
  if (e.target.closest('[data-help]')) help();
  menus().forEach((d) => { if (!d.contains(e.target)) d.open = false; });
});

dialog?.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });

document.querySelectorAll('form[data-autosubmit]').forEach((form) => {
  form.addEventListener('change', () => form.requestSubmit());
});

// A form is sent once: a second click while the answer is under way sends nothing.
document.addEventListener('submit', (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== 'post' || form.target) return; // in a tab of its own it may go again
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = '1';
  setTimeout(() => { delete form.dataset.sent; }, 8000); // in case no answer came
});
addEventListener('pageshow', (e) => {
  if (e.persisted) location.reload(); // it shows a moment that is over
});

// countDown shows how many seconds are left, and calls done when none are, unless it has left the page.
export function countDown(el, seconds, done) {
  const until = performance.now() + seconds * 1000;
  (function count() {
    if (!el.isConnected) return;
    const left = (until - performance.now()) / 1000;
    el.textContent = Math.max(0, Math.ceil(left));
    if (left > 0) setTimeout(count, 250);
    else done();
  })();
}

// How long an offer lasts was right when the page was made; after that the page tells an old story.
for (const el of document.querySelectorAll('[data-countdown]')) {
  const strip = el.closest('[data-undo]');
  countDown(el, Number(el.dataset.countdown), () => (strip ? strip.remove() : location.replace(location.href)));
}
