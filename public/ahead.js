// The next case, kept ready while this one is read: claimed for a short while, its page taken apart and its
// pictures decoded in the page's memory, so that after a decision it is there at once.

import { openCase, onCase } from './case.js';
import { goOnWith } from './deciding.js';
import { offerUndo, refused } from './send.js';
import { wear } from './style.js';

const settle = 500; // milliseconds on a case before the next one is fetched
const renewed = 30_000; // input makes it last anew, at most this often

const decided = new Set(); // paths of what was decided in this page, which a page held ready may still list
let next = null; // {ref, path, root, title, glance, until}
let busy = false;
let asked = 0;

// begin keeps the case after this one ready, and after that one the next.
export function begin() {
  onCase(({ work, signal }) => {
    if (!work) return;
    const timer = setTimeout(prepare, settle);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
  goOnWith(take);
  for (const type of ['keydown', 'pointerdown']) {
    addEventListener(type, () => { if (performance.now() - asked > renewed) prepare(); }, { passive: true });
  }
  addEventListener('popstate', () => location.reload());
  import('./live-case.js'); // what others do meanwhile
}

async function prepare() {
  if (busy || document.visibilityState !== 'visible') return;
  const here = document.querySelector('[data-review]');
  busy = true;
  asked = performance.now();
  try {
    const answer = await fetch('/queue/ahead', {
      method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams({ csrf: here.dataset.csrf }),
    });
    if (answer.status !== 200) { next = null; return; }
    const { ref, path, left } = await answer.json();
    const until = performance.now() + left * 1000;
    if (next?.ref === ref) { next.until = until; return; }
    next = ref === here.dataset.ref ? null : await load(ref, path, until);
  } catch {
    next = null; // without it one goes on by the usual way
  } finally {
    busy = false;
  }
}

async function load(ref, path, until) {
  const answer = await fetch(path, { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const root = page.querySelector('[data-review]');
  if (!root?.querySelector('[data-decision]')) return null;
  const it = { ref, path, until, title: page.title, glance: page.querySelector('.glance')?.textContent, root: document.adoptNode(root) };
  const sheets = [...page.querySelectorAll('head > link[rel=stylesheet]')].map((l) => wear(l.getAttribute('href')));
  await Promise.allSettled([...sheets, ...[...root.querySelectorAll('[data-picture]')].map((img) => img.decode())]);
  return it;
}

// take gives what is ready, if it still is, with a way to put it in the place of the case on screen.
function take() {
  const it = next;
  next = null;
  if (!it || performance.now() > it.until) return null;
  return { ref: it.ref, open: (sent) => exchange(it, sent) };
}

function exchange(it, sent) {
  const before = document.querySelector('[data-review]');
  decided.add(before.dataset.path);
  it.root.querySelectorAll('.strip a').forEach((a) => { if (decided.has(a.getAttribute('href'))) a.closest('li').remove(); });
  delete document.body.dataset.ready; // the small pictures beside it come behind its own, as on a new page
  before.replaceWith(it.root);
  document.querySelectorAll('.flash').forEach((old) => old.remove());
  history.pushState(null, '', it.path);
  document.title = it.title;
  const glance = document.querySelector('.glance');
  if (glance && it.glance) glance.textContent = it.glance;
  const open = openCase(it.root);
  scrollTo(0, 0);
  const head = it.root.querySelector('h1');
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  performance.mark('exchanged');
  requestAnimationFrame(() => requestAnimationFrame(() => { document.body.dataset.ready = 'true'; }));
  sent.then((answer) => {
    if (answer.refused) {
      decided.delete(before.dataset.path);
      return refused(before.dataset.ref, answer.refused);
    }
    if (answer.done.next !== it.path) return location.assign(answer.done.next); // it could not be had any more
    if (answer.done.left) open.work.lease(answer.done.left);
    offerUndo(answer.done, it.ref);
  });
}
