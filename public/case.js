// A case in the page: its pictures, its checklist and, for who may decide, its form. A case is opened on the
// element that holds it, and can be closed again, so that the next one takes its place without a new page.

import { openStage } from './stage.js';
import { openItems } from './items.js';

// The case that is open, and who wants to know when another one is.
let current = null;
const listeners = new Set();

// onCase calls f for the open case and for every one that follows.
export function onCase(f) {
  listeners.add(f);
  if (current) f(current);
}

// What the form of a case needs comes after the first frame; until it is there the form is a plain one.
let desk = null;
export function equip(modules) {
  desk = modules;
  if (current) furnish(current);
}

function furnish(it) {
  if (!desk || it.work || !it.root.querySelector('[data-decision]')) return;
  it.work = desk.openWork(it);
  desk.openDeciding(it);
}

export function openCase(root) {
  current?.close();
  const gone = new AbortController();
  const { signal } = gone;
  const it = { root, ref: root.dataset.ref, path: root.dataset.path, signal, close: () => gone.abort() };
  it.stage = openStage(root, signal);
  it.items = openItems(it);
  furnish(it);
  it.items.light();
  root.querySelector('[data-notice]')?.focus({ preventScroll: true });
  current = it;
  for (const f of listeners) f(it);
  return it;
}
