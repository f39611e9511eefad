// The review page on a drawn case. It is the page of every day, but that nothing is kept ready: what comes next in
// the queue are people's submissions, and none of them is claimed by who practises.

import { openCase, equip } from './case.js';
import { have } from './desk.js';

const first = openCase(document.querySelector('[data-review]'));
have(1);

const here = (img) => img.complete || new Promise((done) => { img.onload = img.onerror = done; });

Promise.all([...first.root.querySelectorAll('[data-picture]')].map(here)).then(async () => {
  const [work, deciding, look, marks, { watchSight }] = await Promise.all([import('./work.js'), import('./deciding.js'), import('./stage-look.js'), import('./marks.js'), import('./sight.js')]);
  equip({ ...work, ...deciding });
  look.watch();
  marks.watch();
  watchSight(first);
  document.body.dataset.ready = 'true';
}).finally(() => have(2));
