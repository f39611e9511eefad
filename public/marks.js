// Marks: a reason is pinned to a place on a picture by dragging a box. The picture is never changed: the box is
// drawn over it, and travels in the form as parts of 10,000 of the upright picture. A place cannot be pointed at
// without a script; marks that are there stand in the form as boxes to untick, which become this list.

import { onCase } from './case.js';
import { fill, typing } from './desk.js';
import { wear } from './style.js';

const parts = 10000;
const least = 50; // a smaller box was a click
const svgSpace = 'http://www.w3.org/2000/svg';

// watch makes them work for the open case and for those that follow.
export function watch() {
  wear('marks.css');
  onCase(openMarks);
}

// parse reads a mark of the form: reason,side,x,y,w,h.
export function parse(value) {
  const [reason, side, ...box] = value.split(',');
  const [x, y, w, h] = box.map(Number);
  return { reason, side, x, y, w, h };
}

// place is which ninth of the picture the middle of a mark lies in, row by row.
const third = (at, extent) => Math.min(2, Math.floor((at + extent / 2) * 3 / parts));
export const place = (m) => third(m.y, m.h) * 3 + third(m.x, m.w);

const clamp = (n) => Math.min(parts, Math.max(0, Math.round(n * parts)));

// between is the box of two places on a picture, given from 0 to 1 each way.
export function between(a, b) {
  const x = clamp(Math.min(a.u, b.u)), y = clamp(Math.min(a.v, b.v));
  return { x, y, w: clamp(Math.max(a.u, b.u)) - x, h: clamp(Math.max(a.v, b.v)) - y };
}

function element(name, attributes) {
  const el = document.createElementNS(svgSpace, name);
  for (const [k, v] of Object.entries(attributes)) el.setAttribute(k, v);
  return el;
}

// Over draws marks over the picture of one view.
class Over {
  constructor(view, signal) {
    this.view = view;
    const width = Number(view.img.getAttribute('width')), height = Number(view.img.getAttribute('height'));
    this.height = Math.max(1, Math.floor(parts * height / width));
    view.layer.querySelector('svg.marks')?.remove();
    this.svg = element('svg', { class: 'marks', viewBox: `0 0 ${parts} ${this.height}`, 'aria-hidden': 'true' });
    view.layer.append(this.svg);
    // Lines and numbers stay as thin as they are, however close the picture is.
    const thin = () => this.svg.style.setProperty('--zoom', view.z);
    const watch = new MutationObserver(thin);
    watch.observe(view.layer, { attributes: true, attributeFilter: ['style'] });
    signal.addEventListener('abort', () => watch.disconnect());
    thin();
  }

  draw(marks) { this.svg.replaceChildren(...marks.flatMap((m) => this.box(m))); }

  box(m) {
    const down = (y) => Math.floor(y * this.height / parts);
    const at = { x: m.x, y: down(m.y), width: m.w, height: down(m.h), fill: 'none', 'vector-effect': 'non-scaling-stroke' };
    const all = [element('rect', { ...at, class: 'under', stroke: '#fff' }), element('rect', { ...at, class: 'over', stroke: '#c81e1e' })];
    if (m.n) {
      const text = element('text', { x: m.x + 90, y: down(m.y), 'dominant-baseline': 'text-before-edge', 'font-weight': 700, fill: '#c81e1e', stroke: '#fff', 'paint-order': 'stroke' });
      text.textContent = m.n;
      all.push(text);
    }
    return all;
  }
}

// openMarks makes the pictures of a case answer to a dragged box.
export function openMarks({ root, signal, stage, items, work }) {
  const button = stage.el.querySelector('[data-do=mark]');
  const box = work?.form.querySelector('[data-marks]');
  if (!box || !button) return;
  const word = (name, values) => fill(box.dataset['word' + name], values);
  const places = JSON.parse(box.dataset.places), sides = JSON.parse(box.dataset.sides), most = Number(box.dataset.most);
  const list = box.querySelector('ul');
  const marks = [...list.querySelectorAll('input[name=mark]')].filter((i) => i.checked).map((i) => parse(i.value));
  const overs = new Map([...stage.views].map(([side, view]) => [side, new Over(view, signal)]));
  const pickOf = (reason) => work.picks.find((p) => p.value === reason);
  const reasonWord = (reason) => pickOf(reason)?.closest('.reason').querySelector('.words > span').textContent ?? reason;
  const words = (m) => word('Line', { reason: reasonWord(m.reason), side: sides[m.side] ?? m.side, place: places[place(m)] });
  let on = false, drag = null, asking = null;

  // What belongs to a reason that is not chosen is not sent, and is back when it is chosen again.
  const valid = () => marks.filter((m) => pickOf(m.reason)?.checked);

  function draw() {
    const shown = valid();
    shown.forEach((m, i) => { m.n = i + 1; });
    box.hidden = !shown.length;
    list.replaceChildren(...shown.map(line));
    for (const side of overs.keys()) drawOver(side);
  }

  function drawOver(side) {
    overs.get(side).draw([...valid(), ...(drag?.box ? [drag.box] : [])].filter((m) => m.side === side));
  }

  function line(m) {
    const li = document.createElement('li');
    const input = Object.assign(document.createElement('input'), { type: 'hidden', name: 'mark', value: [m.reason, m.side, m.x, m.y, m.w, m.h].join(',') });
    const gone = Object.assign(document.createElement('button'), { type: 'button', className: 'small', textContent: '×' });
    gone.setAttribute('aria-label', word('Remove', { mark: words(m) }));
    gone.addEventListener('click', () => remove(m));
    li.append(input, `${m.n}. ${words(m)} `, gone);
    return li;
  }

  function changed(text) {
    draw();
    work.soon(0);
    work.say(text);
  }

  function remove(m) {
    const at = valid().indexOf(m);
    marks.splice(marks.indexOf(m), 1);
    changed(word('Removed', { mark: words(m) }));
    const left = [...list.querySelectorAll('button')];
    (left[Math.min(at, left.length - 1)] ?? button).focus();
  }

  function set(yes) {
    on = stage.busy = yes;
    stop();
    button.setAttribute('aria-pressed', on);
    stage.el.classList.toggle('marking', on);
    work.say(on ? word('On', { key: button.querySelector('kbd')?.textContent ?? '' }) : '');
  }

  function stop() {
    drag = null;
    draw();
  }

  // ask asks for the reason of a box: those of the open item first, then those that are chosen, then the others.
  function ask(found, x, y) {
    if (found.w < least || found.h < least) return stop();
    if (valid().length >= most) { stop(); return work.say(word('Full'), true); }
    drag = { box: found };
    draw();
    const fitting = [...(items.open?.querySelectorAll('[data-pick]') ?? [])].map((p) => pickOf(p.dataset.pick)).filter(Boolean);
    const picks = new Set([...fitting, ...work.chosen(), ...work.picks]);
    asking = Object.assign(document.createElement('dialog'), { className: 'mark-reasons' });
    const heading = Object.assign(document.createElement('h2'), { id: 'mark-which', textContent: word('Which') });
    asking.setAttribute('aria-labelledby', heading.id);
    const choices = [...picks].map((p) => {
      const b = Object.assign(document.createElement('button'), { type: 'button', value: p.value, textContent: reasonWord(p.value) });
      b.classList.toggle('first', fitting.includes(p) || p.checked);
      b.addEventListener('click', () => choose(p, found));
      return b;
    });
    const cancel = Object.assign(document.createElement('button'), { type: 'button', className: 'plain', textContent: word('Cancel') });
    const dialog = asking;
    cancel.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });
    dialog.addEventListener('keydown', (e) => e.stopPropagation()); // the desk's keys mean nothing here
    dialog.addEventListener('close', () => { dialog.remove(); asking = null; stop(); });
    dialog.append(heading, ...choices, cancel);
    stage.el.append(dialog);
    dialog.showModal();
    const r = dialog.getBoundingClientRect();
    dialog.style.left = `${Math.max(8, Math.min(x, innerWidth - r.width - 8))}px`;
    dialog.style.top = `${Math.max(8, Math.min(y, innerHeight - r.height - 8))}px`;
    choices[0]?.focus();
  }

  function choose(pick, found) {
    const m = { ...found, reason: pick.value };
    marks.push(m);
    asking.close();
    if (!pick.checked) pick.click();
    changed(word('Made', { mark: words(m) }));
  }

  button.addEventListener('click', () => set(!on), { signal });
  work.form.addEventListener('change', (e) => { if (e.target.name === 'reason') draw(); }, { signal });
  signal.addEventListener('abort', () => asking?.close());

  for (const view of stage.views.values()) {
    const when = (type, f) => view.frame.addEventListener(type, f, { signal });
    const found = (e) => ({ side: view.side, ...between(drag.from, view.place(e)) });
    when('pointerdown', (e) => {
      if (!on || e.button !== 0 || !e.isPrimary) return;
      view.frame.setPointerCapture(e.pointerId);
      drag = { id: e.pointerId, from: view.place(e) };
    });
    when('pointermove', (e) => {
      if (drag?.id !== e.pointerId) return;
      drag.box = found(e);
      drawOver(view.side);
    });
    when('pointerup', (e) => { if (drag?.id === e.pointerId) ask(found(e), e.clientX, e.clientY); });
    when('pointercancel', (e) => { if (drag?.id === e.pointerId) stop(); });
    when('click', (e) => { if (on) e.preventDefault(); });
  }

  // Without a pointer: what is in the frame is marked.
  function markFrame(view) {
    const r = view.frame.getBoundingClientRect();
    const corners = [[r.left, r.top], [r.right, r.bottom]].map(([clientX, clientY]) => view.place({ clientX, clientY }));
    ask({ side: view.side, ...between(...corners) }, r.left + r.width / 2, r.top + r.height / 2);
  }

  document.addEventListener('keydown', (e) => {
    if (!on || asking || typing(e) || document.querySelector('dialog[open]')) return;
    if (e.key === 'Escape') {
      e.stopPropagation();
      if (drag) stop();
      else set(false);
    } else if (e.key === 'Enter' && (e.target === document.body || e.target.closest?.('[data-view]'))) {
      e.preventDefault();
      const view = stage.view(e.target.closest?.('figure.side')?.dataset.side);
      if (view) markFrame(view);
    }
  }, { signal, capture: true });
  draw();
}
