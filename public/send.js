// Sending decisions. While there is no connection a decision waits here and is sent again until there is an
// answer; as each carries its own id, it is made once however often it arrives. Decisions leave in the order
// in which they were made.

import { fill, countDown } from './desk.js';

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
    const slow = setTimeout(() => say(ref, 'Sending'), 400);
    try {
      const answer = await fetch(path + '/decision', { method: 'POST', headers: { Accept: 'application/json' }, body });
      if (answer.ok) {
        say(ref, '');
        return { done: await answer.json() };
      }
      if (answer.status !== 503 && answer.status !== 502 && answer.status !== 504) {
        const got = await answer.json().catch(() => ({ words: answer.statusText, path }));
        say(ref, '');
        return { refused: got };
      }
    } catch { /* no connection */ }
    finally { clearTimeout(slow); }
    say(ref, 'Waiting');
    await again(Math.min(15, 1.5 ** tries));
  }
}

// again waits some seconds, or until there is a connection.
function again(seconds) {
  return new Promise((done) => {
    const timer = setTimeout(go, seconds * 1000);
    function go() { clearTimeout(timer); removeEventListener('online', go); done(); }
    addEventListener('online', go);
  });
}

function say(ref, name, values = {}) {
  const el = place();
  if (!el) return;
  el.hidden = !name;
  el.classList.toggle('bad', name === 'Waiting' || name === 'Refused');
  el.textContent = name ? fill(el.dataset['word' + name], { ref, ...values }) : '';
}

// refused tells what was not decided, while another case is on screen already.
export function refused(ref, { words, path }) {
  say(ref, 'Refused', { words });
  const el = place();
  el?.append(' ', Object.assign(document.createElement('a'), { href: path, textContent: fill(el.dataset.wordBack, { ref }) }));
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
