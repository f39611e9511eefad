// What the person does on a case and has not sent: it is saved a moment after the last input, which keeps the
// claim, and the message to the applicant is composed anew where it depends on it.

import { fill } from './desk.js';
import './phrases.js';

// openWork watches the form of a case.
export function openWork({ root, path, signal, items }) {
  const form = root.querySelector('[data-decision]');
  const status = root.querySelector('[data-saved]');
  const box = form.querySelector('[data-message]');
  const drafts = [...form.querySelectorAll('[data-draft]')];
  const picks = [...form.querySelectorAll('input[name=reason]')];
  const own = form.querySelector('[data-own]');
  const it = { form, picks, own, drafts, dirty: false, sending: null, stopped: false };

  it.word = (name, values = {}) => fill(status.dataset['word' + name] ?? '', values);
  it.say = (text, bad = false) => {
    status.textContent = text;
    status.classList.toggle('bad', bad);
    status.classList.toggle('long', text.length + (text.match(/[^\0-\xff]/g) ?? []).length > 24); // twice as wide
  };
  it.chosen = () => picks.filter((p) => p.checked);
  it.fits = (outcome) => it.chosen().every((p) => p.dataset.outcomes.split(' ').includes(outcome));
  // mends says that a new photo would do for all that is wrong.
  it.mends = () => it.chosen().length > 0 && it.chosen().every((p) => p.dataset.mend === 'new-image');
  it.lastRound = () => Boolean(form.querySelector('button[value=resubmit]')?.disabled);
  it.shown = () => box.dataset.shown;
  // saysAll says that the message that stands there says what was chosen.
  const reasonsAndMarks = () => String([...form.querySelectorAll('[name=reason]:checked, [name=mark]:is(:checked, [type=hidden])')].map((c) => c.value));
  let composed = reasonsAndMarks();
  it.saysAll = () => composed === reasonsAndMarks();

  // likely is the outcome to which the answers point.
  it.likely = () => {
    if (!it.chosen().length && !items.all.some((i) => items.given(i) === 'no')) return 'approve';
    return it.lastRound() || !it.fits('resubmit') && it.fits('reject') ? 'reject' : 'resubmit';
  };

  it.show = (outcome) => {
    box.dataset.shown = outcome;
    for (const d of drafts) d.hidden = d.dataset.draft !== outcome;
    for (const t of form.querySelectorAll('button[name=preview]')) t.setAttribute('aria-pressed', t.value === outcome);
    it.draw();
  };

  it.draw = () => {
    const no = items.all.filter((i) => items.given(i) === 'no');
    const proposed = new Set(no.flatMap((i) => [...i.querySelectorAll('[data-pick]')].map((p) => p.dataset.pick)));
    for (const p of picks) {
      const line = p.closest('.reason');
      line.classList.toggle('proposed', proposed.has(p.value));
      line.classList.toggle('unfit', it.shown() !== 'approve' && !p.dataset.outcomes.split(' ').includes(it.shown()));
      for (const chip of form.querySelectorAll(`[data-pick="${p.value}"]`)) chip.classList.toggle('on', p.checked);
    }
    const mend = form.querySelector('[data-mend-hint]');
    if (mend) mend.hidden = it.shown() !== 'reject' || !it.mends();
    box.classList.toggle('own-words', own.value.trim() !== '');
  };

  function compose(messages) {
    for (const m of messages) {
      const draft = drafts.find((d) => d.dataset.draft === m.outcome);
      if (!draft) continue;
      draft.querySelector('[data-text]').textContent = m.text;
      const read = draft.querySelector('[data-read]');
      if (read) read.textContent = m.read;
    }
  }

  // Saving

  let timer = 0;
  it.soon = (wait) => {
    it.dirty = true;
    clearTimeout(timer);
    timer = setTimeout(it.save, wait);
  };
  it.stop = () => { it.stopped = true; clearTimeout(timer); };
  it.save = () => {
    clearTimeout(timer);
    if (it.stopped || !it.dirty) return it.sending ?? Promise.resolve();
    if (it.sending) return it.sending.then(it.save);
    it.dirty = false;
    it.say(it.word('Saving'));
    it.sending = send().finally(() => { it.sending = null; });
    return it.sending;
  };

  async function send() {
    let answer;
    const asked = reasonsAndMarks();
    try {
      answer = await fetch(path + '/worksheet', {
        method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)), keepalive: true,
      });
    } catch {
      answer = { status: 0 };
    }
    if (it.stopped) return;
    if (answer.ok) {
      const got = await answer.json();
      compose(got.messages);
      composed = asked;
      it.lease(got.left);
      it.say(it.dirty ? it.word('Saving') : it.word('Saved'));
    } else if (answer.status === 409) {
      it.say(it.word('Lost'), true);
    } else if (answer.status === 401 || answer.status === 403) {
      it.say(it.word('Out'), true);
    } else {
      it.say(it.word('Failed'), true);
      it.soon(5000);
    }
  }

  // The claim's remaining time

  const left = root.querySelector('[data-left]');
  let until = left ? performance.now() + left.dataset.left * 1000 : 0;
  it.lease = (seconds) => { until = performance.now() + seconds * 1000; tick(); };
  function tick() {
    if (!left) return;
    const s = Math.ceil((until - performance.now()) / 1000);
    left.classList.toggle('soon', s < 120);
    if (s <= 0) left.textContent = left.dataset.over;
    else if (s < 60) left.textContent = fill(left.dataset.seconds, { n: s });
    else left.textContent = fill(left.dataset.minutes, { n: Math.ceil(s / 60) });
  }
  tick();
  const clock = setInterval(tick, 1000);
  signal.addEventListener('abort', () => { clearInterval(clock); clearTimeout(timer); });

  form.addEventListener('change', (e) => {
    if (e.target.type === 'radio') { it.show(it.likely()); it.soon(500); }
    if (e.target.name === 'reason') { it.show(it.likely()); it.soon(0); }
  }, { signal });
  form.addEventListener('input', (e) => {
    if (e.target.matches('textarea')) { it.draw(); it.soon(800); }
  }, { signal });
  form.querySelector('[data-begin]').addEventListener('click', () => {
    own.value = drafts.find((d) => !d.hidden).querySelector('[data-text]').textContent;
    own.dispatchEvent(new Event('input', { bubbles: true }));
    own.focus();
  }, { signal });

  form.addEventListener('click', (e) => {
    if (e.target.closest('[data-do]')?.dataset.do !== 'rest') return;
    const n = items.rest();
    it.say(n ? it.word('Rest', { n }) : it.word('RestNone'));
    if (n) { it.show(it.likely()); it.soon(500); }
  }, { signal });

  // Reasons by typed letters: the first that is left is taken by Enter.
  const finder = form.querySelector('[data-finder]');
  const find = () => {
    const wanted = finder.value.trim().toLowerCase();
    let first = null;
    for (const p of picks) {
      const line = p.closest('.reason'), hit = !wanted || line.textContent.toLowerCase().includes(wanted) || p.value.includes(wanted);
      line.hidden = !hit;
      line.classList.toggle('found', Boolean(hit && wanted && !first));
      if (hit && wanted && !first) first = p;
    }
    for (const g of form.querySelectorAll('.group')) g.hidden = !g.querySelector('.reason:not([hidden])');
    return first;
  };
  finder.addEventListener('input', find, { signal });
  finder.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' && e.key !== 'Escape' || e.isComposing) return;
    e.preventDefault();
    if (e.key === 'Enter') find()?.click();
    finder.value = '';
    find();
    finder.blur();
  }, { signal });

  addEventListener('pagehide', () => { if (it.dirty) it.save(); }, { signal });
  addEventListener('beforeunload', (e) => { if (it.dirty && !it.stopped && status.classList.contains('bad')) e.preventDefault(); }, { signal });
  it.draw();
  return it;
}
