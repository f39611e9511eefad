// What all of the desk's pages share: keys, the list of keys, countdowns, menus. Everything works without
// it, by the same forms and links.

// typing says whether keys go into a text just now.
export function typing(e) {
  const t = e.target;
  return t.isContentEditable || t.matches?.('textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])');
}

// keyOf names the key that was pressed: the letter on it or, while an input method is on, the place of it.
export function keyOf(e) {
  if (e.ctrlKey || e.altKey || e.metaKey) return '';
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

const dialog = document.getElementById('keys');
const menus = () => [...document.querySelectorAll('details.overlay[open]')];

function help() {
  if (dialog && !dialog.open) dialog.showModal();
}

function leave(e) {
  const open = menus();
  open.forEach((d) => { d.open = false; });
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
  if (key === '?') help();
  else if (key === '/' && document.getElementById('q')) document.getElementById('q').focus();
  else if (key === 'ArrowDown' && step(1) || key === 'ArrowUp' && step(-1)) { /* done */ }
  else if (/^[a-z]$/.test(key) && keyed(key)) keyed(key).click();
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
  if (e.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = '1';
  setTimeout(() => { delete form.dataset.sent; }, 8000); // in case no answer came
});
addEventListener('pageshow', (e) => {
  if (e.persisted) location.reload(); // it shows a moment that is over
});

// Countdowns: how long it lasts was right when the page was made.
const began = performance.now();
const counted = [...document.querySelectorAll('[data-countdown]')];
const strip = document.querySelector('[data-undo]');
function count() {
  const passed = (performance.now() - began) / 1000;
  for (const el of counted) el.textContent = Math.max(0, Math.ceil(el.dataset.countdown - passed));
  if (strip && strip.dataset.undo - passed <= 0) strip.remove();
  const left = counted.filter((el) => el.isConnected && el.dataset.countdown - passed > 0);
  if (left.length) setTimeout(count, 250);
  else if (counted.some((el) => el.isConnected)) location.replace(location.href); // the page's own offer is over
}
if (counted.length) count();
