// The pictures of a decision under audit: looked at in the same ways as at the desk.

import { openStage } from './stage.js';
import { dress, openLook } from './stage-look.js';

dress();
const { signal } = new AbortController();
openLook(openStage(document, signal), signal);
