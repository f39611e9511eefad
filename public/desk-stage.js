// The stage: each picture can be brought closer, moved and turned. The view alone is turned; the picture
// stays as it is.

const wide = matchMedia('(min-width: 1100px)');
const stage = document.querySelector('[data-stage]');
const closest = 16; // times the size that fits

class View {
  constructor(figure) {
    this.figure = figure;
    this.frame = figure.querySelector('[data-view]');
    this.img = figure.querySelector('[data-picture]');
    this.reset();
    this.frame.addEventListener('wheel', (e) => this.wheel(e), { passive: false });
    this.frame.addEventListener('pointerdown', (e) => this.grab(e));
    this.frame.addEventListener('dblclick', (e) => this.zoom(this.z > 1 ? 1 / this.z : 3, this.at(e)));
    this.frame.addEventListener('click', (e) => {
      if (wide.matches && !e.ctrlKey && !e.metaKey && !e.shiftKey) e.preventDefault();
    });
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  reset() { this.z = 1; this.x = 0; this.y = 0; this.turned ??= 0; }

  // box is the size of the frame, and of the picture that fits into it.
  box() {
    const W = this.frame.clientWidth, H = this.frame.clientHeight;
    const w = Number(this.img.getAttribute('width')), h = Number(this.img.getAttribute('height'));
    const s = Math.min(W / w, H / h, 1e9);
    const aside = this.turned % 180 !== 0;
    const base = aside ? Math.min(W / (h * s), H / (w * s)) : 1;
    return { W, H, w: w * s, h: h * s, base, seenW: (aside ? h : w) * s * base, seenH: (aside ? w : h) * s * base };
  }

  draw() {
    const b = this.box();
    const limit = (at, size, frame) => { const m = Math.max(0, (size * this.z - frame) / 2); return Math.min(m, Math.max(-m, at)); };
    this.x = limit(this.x, b.seenW, b.W);
    this.y = limit(this.y, b.seenH, b.H);
    const plain = this.z === 1 && this.turned === 0;
    this.img.style.transform = plain ? '' : `translate(${this.x}px, ${this.y}px) rotate(${this.turned}deg) scale(${b.base * this.z})`;
    this.frame.classList.toggle('close', this.z > 1);
    this.sharpen(b);
  }

  // sharpen brings the native pixels once the smaller copy has fewer than the screen shows.
  sharpen(b) {
    const shown = b.w * b.base * this.z * devicePixelRatio;
    if (this.sharp || shown < this.img.naturalWidth * 1.15 || this.img.dataset.native <= this.img.getAttribute('width') * 1.05) return;
    this.sharp = true;
    const full = new Image();
    full.src = this.img.dataset.full;
    full.decode().then(() => { this.img.src = full.src; }, () => { this.sharp = false; });
  }

  // at is where the pointer is, from the middle of the frame.
  at(e) {
    const r = this.frame.getBoundingClientRect();
    return { x: e.clientX - r.left - r.width / 2, y: e.clientY - r.top - r.height / 2 };
  }

  // zoom brings it closer by a factor, and keeps what is under the point where it is.
  zoom(by, point = { x: 0, y: 0 }) {
    const z = Math.min(closest, Math.max(1, this.z * by));
    this.x = point.x - (point.x - this.x) * z / this.z;
    this.y = point.y - (point.y - this.y) * z / this.z;
    this.z = z;
    this.draw();
  }

  native() {
    const b = this.box();
    this.zoom(this.img.dataset.native / devicePixelRatio / (b.w * b.base) / this.z);
  }

  turn(by) {
    this.turned = (this.turned + by + 360) % 360;
    this.reset();
    this.draw();
  }

  wheel(e) {
    if (!wide.matches) return;
    e.preventDefault();
    const lines = e.deltaMode === 1 ? 16 : 1;
    this.zoom(Math.exp(-e.deltaY * lines * (e.ctrlKey ? 0.01 : 0.0022)), this.at(e));
  }

  grab(e) {
    if (!wide.matches || e.button !== 0 || e.pointerType === 'touch') return;
    const from = { x: e.clientX - this.x, y: e.clientY - this.y };
    const move = (m) => { this.x = m.clientX - from.x; this.y = m.clientY - from.y; this.draw(); };
    const drop = () => {
      this.frame.classList.remove('held');
      this.frame.removeEventListener('pointermove', move);
    };
    this.frame.setPointerCapture(e.pointerId);
    this.frame.classList.add('held');
    this.frame.addEventListener('pointermove', move);
    this.frame.addEventListener('pointerup', drop, { once: true });
    this.frame.addEventListener('pointercancel', drop, { once: true });
  }
}

const views = new Map();
stage?.querySelectorAll('figure.side').forEach((f) => {
  if (f.querySelector('[data-picture]')) views.set(f.dataset.side, new View(f));
});

const viewOf = (side) => views.get(side) ?? views.values().next().value;

// zoomView brings a side closer by a factor; 0 fits it into its frame.
export function zoomView(side, by) {
  const v = viewOf(side);
  if (v) by ? v.zoom(by) : v.zoom(1 / v.z);
}

export function turnView(side, by) { viewOf(side)?.turn(by); }

// aloneView shows one side in the whole stage, or both again.
export function aloneView(side) {
  const v = viewOf(side);
  if (!v) return;
  const alone = !(stage.classList.contains('alone') && v.figure.classList.contains('alone'));
  stage.classList.toggle('alone', alone);
  for (const other of stage.querySelectorAll('figure.side')) {
    const on = alone && other === v.figure;
    other.classList.toggle('alone', on);
    other.querySelector('[data-tool=alone]')?.setAttribute('aria-pressed', on);
  }
}

// followView changes to another side while one is shown alone.
export function followView(side) {
  if (views.has(side) && stage.classList.contains('alone') && !views.get(side).figure.classList.contains('alone')) aloneView(side);
}

const tools = {
  fit: (v) => v.zoom(1 / v.z), native: (v) => v.native(), in: (v) => v.zoom(1.5), out: (v) => v.zoom(1 / 1.5),
  left: (v) => v.turn(-90), right: (v) => v.turn(90), alone: (v) => aloneView(v.figure.dataset.side),
};
stage?.addEventListener('click', (e) => {
  const tool = e.target.closest('[data-tool]');
  if (tool) tools[tool.dataset.tool](views.get(tool.closest('figure').dataset.side));
});
