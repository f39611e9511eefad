// Sending decisions. While there is no connection a decision waits here and is sent again until there is an
// answer; as each carries its own id, it is made once however often it arrives. Decisions leave in the order
// in which they were made.

import { fill, countDown } from './desk.js';
import { wear } from './style.js';

wear('live.css');

const place = () => document.querySelector('[data-sending]');
let line = Promise.resolve(); // the decision before
let under = 0; // how many wait for their answer

// send sends a decision. Its promise gives {done} with the server's answer, or {refused} with its words.
export function send(decision) {
  under++;
  const answer = line.then(() => deliver(decision));
  line = answer.then(() => {}, () => {});
  return answer.finally(() => { under--; });
}

async function deliver({ ref, path, body }) {
  for (let tries = 0; ; tries++) {
    let out = false;
    const slow = setTimeout(() => say(ref, 'Sending'), 400);
    try {
      const answer = await fetch(path + '/decision', { method: 'POST', headers: { Accept: 'application/json' }, body });
      if (answer.ok) {
        say(ref, '');
        return { done: await answer.json() };
      }
      const got = await answer.json().catch(() => ({ words: answer.statusText, path }));
      if (got.csrf) { // the person has signed in again
        body.set('csrf', got.csrf);
        continue;
      }
      out = answer.status === 401;
      if (!out && ![502, 503, 504].includes(answer.status)) {
        say(ref, '');
        return { refused: got };
      }
    } catch { /* no connection */ }
    finally { clearTimeout(slow); }
    say(ref, out ? 'Out' : 'Waiting');
    if (out) link(document.querySelector('[data-live]').dataset.login, place().dataset.wordSignIn).target = '_blank';
    await again(Math.min(15, 1.5 ** tries));
  }
}

// again waits some seconds, or until there is a connection or somebody comes back to the page.
function again(seconds) {
  return new Promise((done) => {
    setTimeout(done, seconds * 1000);
    for (const type of ['online', 'focus']) addEventListener(type, done, { once: true });
  });
}

function say(ref, name, values = {}) {
  const el = place();
  if (!el) return;
  el.hidden = !name;
  el.classList.toggle('bad', name !== 'Sending');
  el.textContent = name ? fill(el.dataset['word' + name], { ref, ...values }) : '';
}

// refused tells what was not decided, while another case is on screen already.
export function refused(ref, { words, path }) {
  say(ref, 'Refused', { words });
  link(path, fill(place().dataset.wordBack, { ref }));
}

function link(href, textContent) {
  const a = Object.assign(document.createElement('a'), { href, textContent });
  place().append(' ', a);
  return a;
}

// offerUndo shows the strip that takes a decision back; back is the case that is given back for it.
export function offerUndo(answer, back) {
  const form = document.querySelector('[data-undo-form]');
  if (!form) return;
  document.querySelectorAll('.undo').forEach((old) => old.remove());
  const strip = form.content.firstElementChild.cloneNode(true);
  strip.dataset.testid = 'undo';
  const word = strip.querySelector('[data-word]');
  word.textContent = answer.word;
  word.classList.add(answer.outcome);
  Object.assign(strip.querySelector('[data-ref]'), { textContent: answer.ref, href: answer.href });
  strip.querySelector('form').action = answer.retract;
  strip.querySelector('[name=back]').value = back;
  document.body.append(strip);
  countDown(strip.querySelector('[data-countdown]'), answer.seconds, () => strip.remove());
}

addEventListener('beforeunload', (e) => { if (under) e.preventDefault(); });
