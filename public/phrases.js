// Saved phrases: found by a few letters, and put in where the caret was. The list is the very page on which one
// chooses without a script, taken apart; when it cannot be had, that page is opened.

import { onCase } from './case.js';
import { wear } from './style.js';

onCase(({ root, path, signal }) => {
  const button = root.querySelector('[data-phrases]');
  if (!button) return;
  wear('phrases.css');
  // Where the caret has been, the phrase goes; elsewhere it goes below the text.
  const visited = new Set();
  root.addEventListener('focusin', (e) => { if (e.target.matches('textarea')) visited.add(e.target); }, { signal });
  button.addEventListener('click', (e) => {
    e.preventDefault();
    if (root.querySelector('dialog.phrase-finder')) return;
    choices(path).then((list) => { if (!signal.aborted) show(list); }, () => button.form.requestSubmit(button));
  }, { signal });

  function show(list) {
    const dialog = Object.assign(document.createElement('dialog'), { className: 'phrase-finder' });
    const finder = list.querySelector('[data-phrase-finder]');
    const rows = [...list.querySelectorAll('[data-phrase]')];
    dialog.setAttribute('aria-label', button.firstChild.textContent.trim());
    const end = new AbortController();
    signal.addEventListener('abort', () => dialog.close(), { signal: end.signal });

    // What goes with a reason that is chosen comes first, what goes with another last.
    const chosen = new Set([...root.querySelectorAll('input[name=reason]:checked')].map((i) => i.value));
    const rank = (row) => (!row.dataset.reason ? 1 : chosen.has(row.dataset.reason) ? 0 : 2);
    for (const ul of list.querySelectorAll('ul')) ul.append(...[...ul.children].sort((a, b) => rank(a) - rank(b)));

    const sight = () => rows.filter((r) => !r.hidden).sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    function find() {
      const wanted = finder.value.trim().toLowerCase().split(/\s+/);
      for (const row of rows) {
        row.hidden = !wanted.every((w) => row.textContent.toLowerCase().includes(w));
        row.classList.remove('found');
      }
      for (const part of list.querySelectorAll('section')) part.hidden = !part.querySelector('[data-phrase]:not([hidden])');
      const first = sight()[0];
      first?.classList.add('found');
      return first;
    }

    function put(row) {
      const why = insert(row.dataset.phrase, row.querySelector('[data-text]').textContent);
      if (!why) return dialog.close();
      const said = list.querySelector('[data-said]');
      said.textContent = list.dataset.wordTooLong;
      said.hidden = false;
    }

    finder.addEventListener('input', find);
    dialog.addEventListener('keydown', (e) => {
      e.stopPropagation(); // the desk's keys mean nothing here
      if (e.isComposing) return;
      const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (by) {
        const buttons = sight().map((r) => r.querySelector('button'));
        const at = buttons.indexOf(document.activeElement) + by;
        (at < 0 ? finder : buttons[Math.min(at, buttons.length - 1)])?.focus();
        e.preventDefault();
      } else if (e.key === 'Enter' && e.target === finder) {
        const first = find();
        if (first) put(first);
        e.preventDefault();
      }
    });
    dialog.addEventListener('submit', (e) => { e.preventDefault(); put(e.target.closest('[data-phrase]')); });
    dialog.addEventListener('click', (e) => { if (e.target === dialog || e.target.closest('[data-close]')) dialog.close(); });
    dialog.addEventListener('close', () => { end.abort(); dialog.remove(); });
    dialog.append(list);
    root.append(dialog);
    dialog.showModal();
    find();
    finder.focus();
  }

  // insert puts a text into the note or the message, as if it were typed; true when there is no room for it.
  function insert(use, text) {
    const field = root.querySelector(use === 'message' ? '[data-own]' : '#note');
    const usual = root.querySelector('[data-draft]:not([hidden]) [data-text]')?.textContent;
    const empty = !field.value.trim();
    const start = empty && use === 'message' ? usual : field.value; // own words replace the usual ones
    const at = visited.has(field) && !empty ? [field.selectionStart, field.selectionEnd] : [start.length, start.length];
    const between = start && !(visited.has(field) && !empty) ? '\n\n' : '';
    if (start.length + between.length + text.length > field.maxLength) return true;
    if (use === 'message') field.closest('details').open = true;
    field.value = start;
    field.setRangeText(between + text, ...at, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => field.focus());
    return false;
  }
});

// choices fetches the list for a case.
async function choices(path) {
  const answer = await fetch(path + '/phrases', { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return document.adoptNode(page.querySelector('[data-choices]'));
}
