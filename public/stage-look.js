// Other ways to look at the pictures: brighter, with more contrast, inverted, in grey, through a loupe, on the
// whole screen. Filters change what the screen shows, and wait for nothing.

import { onCase } from './case.js';
import { wear } from './style.js';

const plain = { brightness: 100, contrast: 100, invert: false, grey: false, loupe: false };
const look = { ...plain };
const radius = 130;

// watch makes them work for the open case and for those that follow.
export function watch() { onCase(({ stage, signal }) => openLook(stage, signal)); }

// openLook makes them work for one stage.
export function openLook(stage, signal) {
  const { el } = stage;
  const tools = el.querySelector('[data-tools]');
  if (!tools) return;
  wear('look.css');
  const glass = Object.assign(document.createElement('div'), { className: 'loupe', hidden: true });
  el.append(glass);
  signal.addEventListener('abort', () => glass.remove());

  function draw() {
    el.classList.toggle('filtered', look.brightness !== 100 || look.contrast !== 100 || look.invert || look.grey);
    el.classList.toggle('loupe-on', look.loupe);
    for (const what of ['brightness', 'contrast']) {
      el.style.setProperty(`--${what}`, `${look[what]}%`);
      tools.querySelector(`[data-filter=${what}]`).value = look[what];
    }
    el.style.setProperty('--invert', look.invert ? 1 : 0);
    el.style.setProperty('--grey', look.grey ? 1 : 0);
    for (const what of ['invert', 'grey', 'loupe']) tools.querySelector(`[data-do=${what}]`).setAttribute('aria-pressed', look[what]);
    if (!look.loupe) glass.hidden = true;
  }
  draw();

  tools.addEventListener('input', (e) => {
    const { filter } = e.target.dataset;
    if (filter) { look[filter] = Number(e.target.value); draw(); }
  }, { signal });
  tools.addEventListener('click', (e) => {
    const what = e.target.closest('[data-do]')?.dataset.do;
    if (what === 'invert' || what === 'grey' || what === 'loupe') look[what] = !look[what];
    else if (what === 'reset') Object.assign(look, plain);
    else if (what === 'full') return document.fullscreenElement ? document.exitFullscreen() : el.requestFullscreen?.();
    else return;
    draw();
  }, { signal });

  // The loupe shows native pixels, one on each of the screen's.
  let seen = null, last = null;
  function glance(e) {
    last = e;
    const view = look.loupe && stage.views.get(e.target.closest?.('figure.side')?.dataset.side);
    glass.hidden = !view || !e.target.closest('[data-view]');
    if (glass.hidden) return;
    if (seen !== view) {
      seen = view;
      glass.replaceChildren();
      view.full().then((full) => {
        if (seen !== view || signal.aborted) return;
        glass.replaceChildren(Object.assign(new Image(), { src: full.src, alt: '' }));
        if (!glass.hidden) glance(last); // the pointer may rest meanwhile
      }, () => {});
    }
    const { u, v, box } = view.place(e), frame = el.getBoundingClientRect();
    const width = view.img.dataset.native / devicePixelRatio, height = width * box.h / box.w;
    glass.style.transform = `translate(${e.clientX - frame.left - radius}px, ${e.clientY - frame.top - radius}px)`;
    const img = glass.firstElementChild;
    if (!img) return;
    img.style.width = `${width}px`;
    img.style.transform = `translate(${radius}px, ${radius}px) rotate(${view.turned}deg) translate(${-u * width}px, ${-v * height}px)`;
  }
  el.addEventListener('pointermove', glance, { signal });
  el.addEventListener('pointerleave', () => { glass.hidden = true; }, { signal });
}
