// The checklist: which item is open, what belongs to it, and the answers.

import { typing, keyOf, fill } from './desk.js';

// places are where something is printed, by side: [x, y, width, height] in parts of the picture.
const places = (el) => JSON.parse(el?.dataset.region ?? '{}');

// openItems makes the checklist of a case answer to clicks and keys.
export function openItems({ root, signal, stage }) {
  const all = [...root.querySelectorAll('[data-item]')];
  const progress = root.querySelector('[data-progress]');
  const lens = root.querySelector('[data-lens]');
  const it = { all, open: all.find((i) => i.classList.contains('lit')), changed: null };

  it.given = (item) => item.querySelector('input[type=radio]:checked')?.value ?? '';
  it.bulk = (item) => item.querySelector('input[name=bulk]');

  // light opens an item: its line, its field, its place on the pictures, and what to look at.
  it.light = (item = it.open, move = false) => {
    if (!item) return;
    it.open?.classList.remove('lit');
    it.open = item;
    item.classList.add('lit');
    if (move) item.scrollIntoView({ block: 'nearest' });
    for (const f of root.querySelectorAll('.field')) f.classList.toggle('lit', f.dataset.field === item.dataset.field);
    stage.show(item.dataset.side, places(item));
    const text = (part, from) => { const to = lens?.querySelector(part); if (to) to.textContent = item.querySelector(from)?.textContent ?? ''; };
    text('[data-lens-n]', '.n');
    text('[data-lens-where]', '.where');
    text('[data-lens-typed]', '[data-typed]');
    text('[data-lens-hint]', '[data-hint]');
    const na = root.querySelector('[data-do=answer][value=na]');
    if (na) na.disabled = !item.querySelector('input[value=na]');
  };

  it.step = (by) => it.light(all[Math.min(all.length - 1, Math.max(0, all.indexOf(it.open) + by))], true);

  // onward opens the next item without an answer, from the open one on and then from the first.
  it.onward = () => {
    const at = all.indexOf(it.open);
    const next = [...all.slice(at + 1), ...all.slice(0, at)].find((i) => !it.given(i));
    if (next) it.light(next, true);
  };

  // rest answers yes to all that is open and may be answered so. It says how many there were.
  it.rest = () => {
    const open = all.filter((i) => !it.given(i) && i.dataset.bulk === 'true');
    for (const i of open) {
      i.querySelector('input[value=yes]').checked = true;
      it.bulk(i).checked = true;
    }
    it.draw();
    if (open.length) it.onward();
    return open.length;
  };

  it.draw = () => {
    let done = 0;
    for (const i of all) {
      const a = it.given(i);
      done += a ? 1 : 0;
      for (const value of ['yes', 'no', 'na']) i.classList.toggle('given-' + value, a === value);
      i.classList.toggle('in-bulk', Boolean(it.bulk(i)?.checked));
      if (a) i.classList.remove('marked');
    }
    if (progress) progress.textContent = fill(progress.dataset.progress, { done, n: all.length });
  };

  root.addEventListener('click', (e) => {
    const item = e.target.closest('[data-item]');
    if (item && item !== it.open) it.light(item);
    const field = e.target.closest('.field[data-region]');
    if (field && !e.target.closest('a, button, summary')) stage.show(Object.keys(places(field))[0], places(field));
    const copy = e.target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
    const button = e.target.closest('[data-do]'), what = button?.dataset.do;
    if (what === 'up' || what === 'down') it.step(what === 'up' ? -1 : 1);
    else if (what === 'answer') it.answer(button.value);
  }, { signal });
  root.addEventListener('focusin', (e) => {
    const item = e.target.closest('[data-item]');
    if (item && item !== it.open) it.light(item);
  }, { signal });

  // An answer of one's own replaces one that was given with the rest.
  root.addEventListener('change', (e) => {
    if (e.target.type !== 'radio') return;
    const item = e.target.closest('[data-item]');
    it.bulk(item).checked = false;
    it.light(item);
    it.draw();
    if (e.target.value !== 'no') it.onward();
  }, { signal });

  // answer gives the open item an answer; "no" once more takes the likeliest reason.
  it.answer = (value) => {
    const input = it.open?.querySelector(`input[type=radio][value="${value}"]`);
    if (!input) return;
    if (input.checked && value === 'no') {
      root.querySelector(`#pick-${it.open.querySelector('[data-pick]')?.dataset.pick}`)?.click();
      return;
    }
    input.checked = true;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  // The arrows go through the list, but not where they move a picture.
  document.addEventListener('keydown', (e) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[keyOf(e)];
    if (!by || typing(e) || e.target.type === 'range' || e.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (e.target.closest?.('[data-view]') && stage.view(e.target.closest('figure').dataset.side)?.z > 1) return;
    e.preventDefault();
    it.step(by);
  }, { signal, capture: true });
  it.draw();
  return it;
}
