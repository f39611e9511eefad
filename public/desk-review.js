// The review page: the open item and what belongs to it, answers by key, saving, the message as the applicant
// will read it, and what keeps a decision from being sent. The server asks everything again.

import { typing, keyOf, fill } from './desk.js';
import { turnView, zoomView, aloneView, followView } from './desk-stage.js';

const root = document.querySelector('[data-review]');
const form = root.querySelector('[data-decision]');
const items = [...root.querySelectorAll('[data-item]')];
const status = root.querySelector('[data-saved]');
const word = (name, values = {}) => fill(status.dataset['word' + name], values);

function say(text, bad) {
  if (!status) return;
  status.textContent = text;
  status.classList.toggle('bad', Boolean(bad));
}

// The open item

let open = items.find((i) => i.classList.contains('lit'));

// light opens an item: its line, its field, its side, and what to look at.
function light(item, move) {
  if (!item) return;
  open?.classList.remove('lit');
  open = item;
  item.classList.add('lit');
  if (move) item.scrollIntoView({ block: 'nearest' });
  for (const f of root.querySelectorAll('.field')) f.classList.toggle('lit', f.dataset.field === item.dataset.field);
  for (const f of root.querySelectorAll('figure.side')) f.classList.toggle('lit', f.dataset.side === item.dataset.side);
  followView(item.dataset.side);
  const lens = root.querySelector('[data-lens]');
  const text = (part, from) => { lens.querySelector(part).textContent = item.querySelector(from)?.textContent ?? ''; };
  text('[data-lens-n]', '.n');
  text('[data-lens-where]', '.where');
  text('[data-lens-typed]', '[data-typed]');
  text('[data-lens-hint]', '[data-hint]');
}

const given = (item) => item.querySelector('input:checked')?.value ?? '';

function step(by) {
  light(items[Math.min(items.length - 1, Math.max(0, items.indexOf(open) + by))], true);
}

// onward opens the next item without an answer, from the open one on and then from the first.
function onward() {
  const at = items.indexOf(open);
  const next = [...items.slice(at + 1), ...items.slice(0, at)].find((i) => !given(i));
  if (next) light(next, true);
}

root.addEventListener('click', (e) => {
  const item = e.target.closest('[data-item]');
  if (item) light(item);
  const copy = e.target.closest('[data-copy]');
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
});
root.addEventListener('focusin', (e) => { if (e.target.closest('[data-item]')) light(e.target.closest('[data-item]')); });
light(open);
root.querySelector('[data-notice]')?.focus({ preventScroll: true });

if (form) deciding();

function deciding() {
  const picks = [...form.querySelectorAll('input[name=reason]')];
  const drafts = [...form.querySelectorAll('[data-draft]')];
  const box = form.querySelector('[data-message]');
  const own = form.querySelector('[data-own]');
  const note = document.getElementById('note');
  const reasonWord = (pick) => pick.labels[0].querySelector('.words > span').textContent;

  // Answers

  function answer(value) {
    const input = open?.querySelector(`input[value="${value}"]`);
    if (!input) return;
    if (input.checked && value === 'no') { // again: the likeliest reason
      form.querySelector(`#pick-${open.querySelector('[data-pick]')?.dataset.pick}`)?.click();
      return;
    }
    input.checked = true;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function draw() {
    let done = 0;
    for (const i of items) {
      const a = given(i);
      done += a ? 1 : 0;
      i.classList.toggle('given-yes', a === 'yes');
      i.classList.toggle('given-no', a === 'no');
      i.classList.toggle('given-na', a === 'na');
      if (a) i.classList.remove('marked');
    }
    const progress = form.querySelector('[data-progress]');
    progress.textContent = fill(progress.dataset.progress, { done, n: items.length });
    const proposed = new Set(items.filter((i) => given(i) === 'no').flatMap((i) => [...i.querySelectorAll('[data-pick]')].map((p) => p.dataset.pick)));
    for (const p of picks) {
      const label = p.labels[0];
      p.closest('.reason').classList.toggle('proposed', proposed.has(p.value));
      p.closest('.reason').classList.toggle('unfit', box.dataset.shown !== 'approve' && !p.dataset.outcomes.split(' ').includes(box.dataset.shown));
      label.classList.toggle('on', p.checked);
      for (const chip of form.querySelectorAll(`[data-pick="${p.value}"]`)) chip.classList.toggle('on', p.checked);
    }
    box.classList.toggle('own-words', own.value.trim() !== '');
  }

  // The message

  const chosen = () => picks.filter((p) => p.checked);
  const lastRound = () => form.querySelector('button[value=resubmit]')?.disabled;

  // likely is the outcome to which the answers point.
  function likely() {
    if (!chosen().length && !items.some((i) => given(i) === 'no')) return 'approve';
    const fits = (o) => chosen().every((p) => p.dataset.outcomes.split(' ').includes(o));
    return lastRound() || !fits('resubmit') && fits('reject') ? 'reject' : 'resubmit';
  }

  function show(outcome) {
    box.dataset.shown = outcome;
    for (const d of drafts) d.hidden = d.dataset.draft !== outcome;
    for (const t of form.querySelectorAll('button[name=preview]')) t.setAttribute('aria-pressed', t.value === outcome);
    draw();
  }

  function compose(messages) {
    for (const m of messages) {
      const draft = drafts.find((d) => d.dataset.draft === m.outcome);
      if (!draft) continue;
      draft.querySelector('[data-text]').textContent = m.text;
      const read = draft.querySelector('[data-read]');
      if (read) read.textContent = m.read;
    }
  }

  // Saving: a moment after the last input, and at once where the message depends on it.

  let timer = 0, dirty = false, sending = null, stopped = false;

  function soon(wait) {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function save() {
    clearTimeout(timer);
    if (stopped || !dirty) return sending ?? Promise.resolve();
    if (sending) return sending.then(save);
    dirty = false;
    say(word('Saving'));
    sending = send().finally(() => { sending = null; });
    return sending;
  }

  async function send() {
    let answer;
    try {
      answer = await fetch(root.dataset.path + '/worksheet', {
        method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)), keepalive: true,
      });
    } catch {
      answer = { status: 0 };
    }
    if (stopped) return;
    if (answer.ok) {
      const got = await answer.json();
      compose(got.messages);
      lease(got.left);
      say(dirty ? word('Saving') : word('Saved'));
    } else if (answer.status === 409) {
      say(word('Lost'), true);
    } else if (answer.status === 401 || answer.status === 403) {
      say(word('Out'), true);
    } else {
      say(word('Failed'), true);
      soon(5000);
    }
  }

  // The claim's remaining time

  const left = root.querySelector('[data-left]');
  let until = left ? performance.now() + left.dataset.left * 1000 : 0;
  function lease(seconds) { until = performance.now() + seconds * 1000; tick(); }
  function tick() {
    if (!left) return;
    const s = Math.ceil((until - performance.now()) / 1000);
    left.classList.toggle('soon', s < 120);
    if (s <= 0) left.textContent = left.dataset.over;
    else if (s < 60) left.textContent = fill(left.dataset.seconds, { n: s });
    else left.textContent = fill(left.dataset.minutes, { n: Math.ceil(s / 60) });
  }
  tick();
  setInterval(tick, 1000);

  // Deciding

  // hinders says what keeps an outcome from being sent, and leads there.
  function hinders(outcome) {
    if (outcome === 'approve') {
      const missing = items.filter((i) => !given(i));
      if (missing.length) { light(missing[0], true); return word('Open', { n: missing.length }); }
      const no = items.find((i) => given(i) === 'no');
      if (no) { light(no, true); return word('No'); }
    } else if (outcome !== 'escalate') {
      if (!chosen().length) { form.querySelector('[data-reasons]').scrollIntoView({ block: 'nearest' }); return word('Reason'); }
    }
    const unfit = outcome !== 'approve' && chosen().find((p) => !p.dataset.outcomes.split(' ').includes(outcome));
    return unfit ? word('Unfit', { reason: reasonWord(unfit) }) : '';
  }

  form.addEventListener('submit', (e) => {
    const button = e.submitter;
    if (button?.name === 'preview') {
      e.preventDefault();
      show(button.value);
      return;
    }
    if (button?.classList.contains('first-button')) { // Enter in a field
      e.preventDefault();
      dirty = true;
      save();
      return;
    }
    if (form.dataset.sent) return;
    if (button?.name !== 'outcome') { // given back, with the answers
      stopped = true;
      clearTimeout(timer);
      return;
    }
    const why = hinders(button.value);
    if (why) {
      e.preventDefault();
      say(why, true);
      return;
    }
    // Nothing is sent that was not in sight before.
    if (button.value !== 'escalate' && own.value.trim() === '' && (box.dataset.shown !== button.value || dirty || sending)) {
      e.preventDefault();
      const wasShown = box.dataset.shown === button.value;
      show(button.value);
      save().then(() => {
        if (wasShown && !stopped) form.requestSubmit(button);
        else say(word('Again', { key: button.dataset.key.toUpperCase() }));
      });
      return;
    }
    stopped = true;
    clearTimeout(timer);
  });

  form.addEventListener('change', (e) => {
    if (e.target.type === 'radio') {
      light(e.target.closest('[data-item]'));
      if (e.target.value !== 'no') onward();
      show(likely());
      soon(500);
    } else if (e.target.name === 'reason') {
      show(likely());
      soon(0);
    }
  });
  form.addEventListener('input', (e) => {
    if (e.target.matches('textarea')) { draw(); soon(800); }
  });
  form.querySelector('[data-begin]').addEventListener('click', () => {
    own.value = drafts.find((d) => !d.hidden).querySelector('[data-text]').textContent;
    own.dispatchEvent(new Event('input', { bubbles: true }));
    own.focus();
  });
  addEventListener('pagehide', () => { if (dirty) save(); });
  addEventListener('beforeunload', (e) => { if (dirty && !stopped && status.classList.contains('bad')) e.preventDefault(); });

  document.addEventListener('keydown', (e) => {
    if (typing(e) || document.querySelector('dialog[open]')) return;
    const key = keyOf(e);
    if (e.repeat && !key.startsWith('Arrow')) return;
    if (key === '1' || key === '2' || key === '3') answer(['yes', 'no', 'na'][key - 1]);
    else if (key === 'n') note.focus();
    else return;
    e.preventDefault();
  }, { capture: true });
  draw();
}

// Keys that need no claim

document.addEventListener('keydown', (e) => {
  if (e.defaultPrevented || typing(e) || document.querySelector('dialog[open]')) return;
  const key = keyOf(e), side = open?.dataset.side;
  if (key === 'ArrowDown' || key === 'j') step(1);
  else if (key === 'ArrowUp' || key === 'k') step(-1);
  else if (key === '+' || key === ';' && e.shiftKey || key === '=') zoomView(side, 1.5);
  else if (key === '-') zoomView(side, 1 / 1.5);
  else if (key === '0') zoomView(side, 0);
  else if (key === '[') turnView(side, -90);
  else if (key === ']') turnView(side, 90);
  else if (key === 'z') aloneView(side);
  else return;
  e.preventDefault();
}, { capture: true });

// A picture counts as viewed when it was painted and in sight.

const seen = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const e of entries) if (e.isIntersecting) report(e.target);
}, { threshold: 0.5 });
root.querySelectorAll('[data-picture]').forEach((img) => sight.observe(img));
document.addEventListener('visibilitychange', () => {
  root.querySelectorAll('[data-picture]').forEach((img) => { sight.unobserve(img); sight.observe(img); });
});

async function report(img) {
  const { side, round } = img.closest('figure').dataset;
  if (seen.has(side) || document.visibilityState !== 'visible') return;
  seen.add(side);
  try {
    if (!img.complete) await new Promise((load, fail) => { img.addEventListener('load', load); img.addEventListener('error', fail); });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // the frame that shows it
    await fetch(root.dataset.path + '/viewed', {
      method: 'POST', body: new URLSearchParams({ csrf: root.dataset.csrf, side, round }), keepalive: true,
    });
  } catch {
    seen.delete(side);
  }
}
