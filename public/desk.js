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

// press does what the control of a key does.
function press(control) {
  if (control.matches('input[type=search]')) control.focus();
  else control.click();
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
  const control = key.length === 1 && keyed(key);
  if (control) press(control);
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
  if (e.defaultPrevented || form.method !== 'post') return;
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
