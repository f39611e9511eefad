// The review page. It opens the case that the server rendered; what the first frame does not need comes after
// the pictures, and until then the same is done by plain forms.

import { openCase } from './case.js';

const first = openCase(document.querySelector('[data-review]'));

const here = (img) => img.complete || new Promise((done) => { img.onload = img.onerror = done; });
const frame = () => new Promise((done) => requestAnimationFrame(done));
const calm = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));

Promise.all([...first.root.querySelectorAll('[data-picture]')].map(here)).then(frame).then(frame).then(calm)
  .then(() => import('./late.js'));
