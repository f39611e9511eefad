// Choosing several rows of the queue: by the box, from one to another with shift, all of the page, and by keys. Without it
// the boxes and the bar below the list are a plain form.

import { fill } from './desk.js';

const form = document.getElementById('batch');

// boxes are looked for anew each time: rows may come and go.
const boxes = () => [...document.querySelectorAll('input[name="reference"][form="batch"]')];
const all = document.querySelector('.pick [data-all]');
const count = form?.querySelector('[data-count]');
let last = null; // the box that was set by hand
let shift = false; // is held, for keys: a click that a key makes does not say so

function show() {
  const every = boxes();
  const n = every.filter((b) => b.checked).length;
  count.textContent = fill(count.dataset.words, { n });
  form.classList.toggle('some', n > 0);
  if (all) {
    all.checked = n > 0 && n === every.length;
    all.indeterminate = n > 0 && n < every.length;
  }
}

function set(every, on) {
  every.forEach((b) => { b.checked = on; });
  show();
}

// The key chooses the row in which the focus is, or was.
function stand(row) {
  const box = row?.querySelector('.pick input');
  const key = all?.dataset.pickKey;
  if (!box || !key) return;
  document.querySelectorAll('.pick [data-key-row]').forEach((b) => { b.removeAttribute('data-key'); b.removeAttribute('data-key-row'); });
  box.dataset.key = key;
  box.dataset.keyRow = '';
}

if (form) {
  addEventListener('keydown', (e) => { shift = e.shiftKey; }, true);
  addEventListener('keyup', (e) => { shift = e.shiftKey; }, true);
  document.addEventListener('focusin', (e) => stand(e.target.closest('.rows tbody tr')));

  document.addEventListener('click', (e) => {
    const box = e.target.closest('input[name="reference"][form="batch"]');
    if (box) {
      const every = boxes();
      const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
      if ((e.shiftKey || !e.detail && shift) && last && from >= 0) every.slice(from, to + 1).forEach((b) => { b.checked = box.checked; });
      last = box;
      show();
    } else if (e.target.closest('[data-all]')) {
      set(boxes(), all && e.target === all ? all.checked : true);
    } else if (e.target.closest('[data-to-bar]')) {
      form.querySelector('select').focus();
    }
  });

  // A label's text is not selected when several boxes are set at once.
  document.addEventListener('mousedown', (e) => { if (e.shiftKey && e.target.closest('.pick')) e.preventDefault(); });

  form.addEventListener('reset', (e) => { // also what was chosen when the page was made
    e.preventDefault();
    set(boxes(), false);
    document.querySelector('.rows a.row-link')?.focus();
  });

  stand(document.querySelector('.rows tbody tr:has(.pick input)'));
  show();
}
