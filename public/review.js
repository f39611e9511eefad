// The review page. It opens the case that the server rendered; what the first frame does not need comes after
// the pictures, and until then the same is done by plain forms.

import { openCase } from './case.js';
import { have } from './desk.js';

const frame = () => new Promise((done) => requestAnimationFrame(done));
const here = (img) => img.complete || new Promise((done) => { img.onload = img.onerror = done; });
const calm = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));

// Behind the first frame: what is changed while that is drawn is drawn twice.
await frame().then(() => new Promise((done) => setTimeout(done)));
const first = openCase(document.querySelector('[data-review]'));
performance.mark('opened');
have(1);

Promise.all([...first.root.querySelectorAll('[data-picture]')].map(here)).then(frame).then(frame).then(calm)
  .then(() => import('./late.js')).finally(() => have(2)); // without them the forms are plain ones
