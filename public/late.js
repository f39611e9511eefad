// What the review page needs after its first frame: the form's work, other ways to look, the next case.

import { equip, onCase } from './case.js';
import { openWork } from './work.js';
import { openDeciding } from './deciding.js';
import { watch as look } from './stage-look.js';
import { watch as marks } from './marks.js';
import { open as rounds } from './rounds.js';
import { open as together } from './together.js';
import { looking } from './looking.js';
import { watchSight } from './sight.js';
import { begin } from './ahead.js';
import { wear } from './style.js';

// Without scripts these sheets come with the others.
for (const [, href] of document.querySelector('head noscript')?.textContent.matchAll(/href="([^"]+)"/g) ?? []) wear(href);

equip({ openWork, openDeciding });
look();
marks();
onCase(watchSight);
onCase(looking);
onCase(({ root, signal }) => rounds(root, signal));
onCase(together);
begin();
document.body.dataset.ready = 'true';
