// What keeps a decision from being sent, and sending it. The server asks everything again.

import { send } from './send.js';

// taken gives what is kept ready, for who goes on to it; null when nothing is. See ahead.js.
let taken = () => null;
export function goOnWith(f) { taken = f; }

// openDeciding watches the buttons of a case that decide.
export function openDeciding(it) {
  const { signal, items, work } = it;
  const { form } = work;
  const warned = new Set(); // what was said once already, and is meant when it is pressed again

  const keyOn = (button) => button?.querySelector('kbd')?.textContent ?? '';
  const reasonWord = (pick) => pick.closest('.reason').querySelector('.words > span').textContent;

  // hinders says what keeps an outcome from being sent, and leads there.
  function hinders(outcome) {
    if (outcome === 'approve') {
      const missing = items.all.filter((i) => !items.given(i));
      if (missing.length) { items.light(missing[0], true); return work.word('Open', { n: missing.length }); }
      const no = items.all.find((i) => items.given(i) === 'no');
      if (no) { items.light(no, true); return work.word('No'); }
    } else if (outcome !== 'escalate' && !work.chosen().length) {
      form.querySelector('[data-reasons]').scrollIntoView({ block: 'nearest' });
      return work.word('Reason');
    }
    const unfit = outcome !== 'approve' && work.chosen().find((p) => !p.dataset.outcomes.split(' ').includes(outcome));
    return unfit ? work.word('Unfit', { reason: reasonWord(unfit) }) : '';
  }

  // mends says that a new photo would do, where somebody is about to reject for what it would mend.
  function mends(button) {
    if (button.value !== 'reject' || work.lastRound() || !work.mends()) return '';
    return work.word('Mend', { key: keyOn(form.querySelector('button[name=outcome][value=resubmit]')), again: keyOn(button) });
  }

  // unseen says of which pictures nobody can see anything.
  function unseen(button) {
    if (button.value === 'escalate') return '';
    const sides = [...it.root.querySelectorAll('figure.side:has([data-failed]:not([hidden])) figcaption > strong')].map((s) => s.textContent);
    return sides.length ? work.word('Unseen', { side: sides.join(', '), key: keyOn(button) }) : '';
  }

  // warn says something once; the same button again goes on.
  function warn(button, text) {
    if (!text || warned.has(button.value + text)) return false;
    warned.add(button.value + text);
    work.say(text, true);
    return true;
  }

  form.addEventListener('submit', (e) => {
    const button = e.submitter;
    if (button?.name === 'preview') {
      e.preventDefault();
      work.show(button.value);
    } else if (button?.classList.contains('first-button')) { // Enter in a field
      e.preventDefault();
      work.dirty = true;
      work.save();
    } else if (button?.name !== 'outcome') { // given back, with the answers
      if (!form.dataset.sent) work.stop();
    } else if (!form.dataset.plain) {
      e.preventDefault();
      decide(button);
    }
  }, { signal });

  function decide(button) {
    if (form.dataset.deciding) return;
    const why = hinders(button.value);
    if (why) return work.say(why, true);
    if (warn(button, mends(button)) || warn(button, unseen(button))) return;
    // Nothing is sent that was not in sight before.
    if (button.value !== 'escalate' && work.own.value.trim() === '' && (work.shown() !== button.value || !work.saysAll())) {
      const wasShown = work.shown() === button.value;
      work.show(button.value);
      work.save().then(() => {
        if (signal.aborted || !work.saysAll()) return; // why it could not be composed is said
        if (wasShown) decide(button);
        else work.say(work.word('Again', { key: keyOn(button) }));
      });
      return;
    }
    if (work.sending) { // what comes later than the decision would be kept for nobody
      work.sending.then(() => signal.aborted || decide(button));
      return;
    }
    form.dataset.deciding = '1';
    work.stop();
    const body = new URLSearchParams(new FormData(form, button));
    const next = taken();
    if (next) body.set('next', next.ref);
    const sent = send({ ref: it.ref, path: it.path, body });
    if (next) return next.open(sent);
    sent.then((answer) => {
      if (answer.done) return location.assign(answer.done.next);
      if (answer.refused) { // the server shows the case with what hinders it
        form.dataset.plain = '1';
        form.requestSubmit(button);
      }
    });
  }
}
