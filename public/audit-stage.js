// The pictures of a decision under audit: looked at in the same ways as at the desk.

import { openStage } from './stage.js';
import { openLook } from './stage-look.js';

const { signal } = new AbortController();
openLook(openStage(document, signal), signal);
