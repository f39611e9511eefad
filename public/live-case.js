// The submission on screen as it changes: somebody else took it over, its applicant took it back, it was decided
// elsewhere, the claim ran out. The page says so and offers a way on; what stands on it stays, and nothing moves.

import { fill } from './desk.js';
import { onCase } from './case.js';
import { follow, lately, standing } from './live.js';
import { wear } from './style.js';

const words = document.querySelector('[data-live]').dataset;
const word = (state) => words['state' + state[0].toUpperCase() + state.slice(1)] ?? state;
let it = null; // the open case
let was = null; // how it stood when something was said last
let heard = 0; // until when comments are known here
let box = null; // what is said

wear('live.css');

onCase((opened) => {
  it = opened;
  const { at, mine, state } = it.root.dataset;
  was = { mine: mine === 'true', state, holder: it.root.dataset.holder ?? '', kept: it.root.dataset.kept ?? '' };
  heard = Number(at);
  quiet();
  it.signal.addEventListener('abort', quiet);
  follow(Number(at), words.person, told);
  const late = lately(it.ref, Number(at)); // the page may have been held ready for a while
  if (late) stands(late);
});

function told({ rows, missed, state }) {
  if (state === 'out') say('bad', words.out, [link(words.login, words.signIn, true)]);
  else if (state === '' && box?.dataset.why === words.out) quiet();
  if (missed) standing([it.ref]).then((now) => now?.rows?.forEach(mark)).catch(() => {});
  rows?.forEach(mark);
}

// mark says it where the submission stands on the page: itself, or in the list beside it.
function mark(row) {
  if (row.ref === it.ref) stands(row);
  const open = ['waiting', 'escalated'].includes(row.state);
  for (const a of it.root.querySelectorAll(`.strip a[href$="/${CSS.escape(row.ref)}"]`)) {
    const left = !open || Boolean(row.holder) && !row.mine;
    a.classList.toggle('left', left);
    a.querySelector('.kind').textContent = !left ? a.dataset.kind ?? a.querySelector('.kind').textContent : keep(a) && (open ? row.holder : word(row.state));
  }
}

const keep = (a) => { a.dataset.kind ??= a.querySelector('.kind').textContent; return true; };

// stands says what is other than it was.
function stands(row) {
  if (it.work?.form.dataset.deciding) return; // decided right here, a moment ago
  const before = was;
  const comment = row.said > heard;
  heard = Math.max(heard, row.said ?? 0);
  was = { state: row.state, mine: Boolean(row.mine), holder: row.mine ? '' : row.holder ?? '', kept: row.kept ?? '' };
  if (was.state === before.state && was.mine === before.mine && was.holder === before.holder && was.kept === before.kept) {
    if (comment && !box) say('', words.comment, [link(it.path, words.readAnew)]);
    return;
  }
  const anew = link(it.path, words.readAnew);
  const open = row.state === 'waiting' || row.state === 'escalated';
  holder(open ? row.mine ? '' : row.holder ? fill(words.held, { name: row.holder }) : kept(row) || words.free : word(row.state));
  if (row.state === 'gone') return say('warn', words.corrects, [next()]);
  if (row.state === 'withdrawn') return say('bad', words.withdrawn, [next(), anew]);
  if (row.state !== before.state) return say('warn', fill(words.moved, { state: word(row.state) }), [anew, next()]);
  if (row.mine) return before.mine || it.work ? quiet() : say('warn', words.yours, [anew]);
  if (it.work && before.mine && row.holder) return say('bad', fill(words.taken, { name: row.holder }), [next(), anew]);
  if (it.work && before.mine) return say('warn', words.ended, row.kept && !row.forMe ? [next(), anew] : [take()]);
  if (row.holder) return say('', fill(words.held, { name: row.holder }), [next()]);
  if (row.forMe) return say('warn', words.isKeptYou, [take(), anew]);
  if (row.kept) return say('', kept(row), [next()]);
  say('', words.free, [take()]);
}

// kept says for whom it is kept while nobody holds it; nothing when it is everybody's.
const kept = (row) => row.forMe ? words.isKeptYou : row.kept ? fill(words.isKept, { name: row.kept }) : '';

// holder changes the words beside the reference.
function holder(text) {
  const who = it.root.querySelector('.claim .who');
  if (who && text) {
    who.textContent = text;
    who.parentElement.classList.remove('mine');
    who.parentElement.querySelector('.until')?.setAttribute('hidden', '');
  }
}

function say(kind, text, ways) {
  quiet();
  box = Object.assign(document.createElement('div'), { className: 'live-notice ' + kind });
  box.dataset.why = text;
  box.dataset.testid = 'live-notice';
  box.setAttribute('role', kind === 'bad' ? 'alert' : 'status');
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'small plain', textContent: words.close });
  close.addEventListener('click', quiet);
  const p = Object.assign(document.createElement('p'), { textContent: text });
  const row = Object.assign(document.createElement('div'), { className: 'ways' });
  row.append(...ways, close);
  it.root.append(box);
  box.append(p, row); // into what is there already, so that it is heard
}

function quiet() {
  box?.remove();
  box = null;
}

function link(href, text, apart) {
  const a = Object.assign(document.createElement('a'), { href, textContent: text, className: 'button small' });
  if (apart) Object.assign(a, { target: '_blank', rel: 'noopener' });
  return a;
}

// post is a button that sends a form of its own; what was answered is kept before.
function post(action, text, primary) {
  const form = Object.assign(document.createElement('form'), { method: 'post', action });
  const csrf = Object.assign(document.createElement('input'), { type: 'hidden', name: 'csrf', value: it.root.dataset.csrf });
  form.append(csrf, Object.assign(document.createElement('button'), { className: primary ? 'small primary' : 'small', textContent: text }));
  form.addEventListener('submit', async (e) => {
    if (!it.work?.dirty) return;
    e.preventDefault();
    await it.work.save();
    form.submit();
  });
  return form;
}

const next = () => post('/queue/next', words.next, true);
const take = () => post(it.path + '/claim', words.claim, true);
