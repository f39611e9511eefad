// The review page. It opens the case that the server rendered; what the first frame does not need comes after
// it, and until then the same is done by plain forms.

import { openCase, equip } from './case.js';

openCase(document.querySelector('[data-review]'));

const later = window.requestIdleCallback ?? ((f) => setTimeout(f, 50));
requestAnimationFrame(() => later(async () => {
  const [work, deciding, look, ahead] = await Promise.all([
    import('./work.js'), import('./deciding.js'), import('./stage-look.js'), import('./ahead.js'),
  ]);
  equip({ ...work, ...deciding });
  look.watch();
  ahead.begin();
  document.body.dataset.ready = 'true';
}));
