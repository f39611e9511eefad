// The stage: pictures are brought closer, moved and turned, alone or together. Only the view is turned.

const wide = matchMedia('(min-width: 1100px) and (min-height: 600px)'); // as desk.css has it
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const closest = 16; // times the size that fits

// How the person arranges pictures stays from case to case, and in other pages of the session; so does how close they
// were brought by hand, by kind of document and side.
const kept = { alone: '', stack: false, link: false, follow: true, held: {}, ...JSON.parse(sessionStorage.getItem('stage') ?? '{}') };
const keep = () => sessionStorage.setItem('stage', JSON.stringify(kept));

class View {
  constructor(figure, stage, signal) {
    Object.assign(this, { figure, stage, z: 1, x: 0, y: 0, turned: 0, hand: false, covers: false, fingers: new Map() });
    this.side = figure.dataset.side;
    this.outlined = JSON.parse(figure.dataset.outline ?? '[0,0,1,1]'); // where the document is: [x, y, width, height], in parts of the picture
    this.frame = figure.querySelector('[data-view]');
    this.layer = figure.querySelector('[data-layer]');
    this.img = figure.querySelector('[data-picture]');
    const on = (type, f, more) => this.frame.addEventListener(type, f, { signal, ...more });
    on('wheel', (e) => this.wheel(e), { passive: false });
    on('pointerdown', (e) => this.grab(e));
    on('pointermove', (e) => this.move(e));
    for (const type of ['pointerup', 'pointercancel']) on(type, (e) => this.drop(e));
    on('dblclick', (e) => this.zoom(this.z > 1 ? 1 / this.z : 3, this.at(e)));
    on('keydown', (e) => this.pan(e));
    on('click', (e) => {
      const looks = wide.matches || this.z > 1 || e.pointerType === 'mouse'; // a tap opens the picture by itself
      if (this.retry() || looks && !e.ctrlKey && !e.metaKey && !e.shiftKey) e.preventDefault();
    });
    this.img.addEventListener('error', () => this.failed(true), { signal });
    this.img.addEventListener('load', () => this.failed(false), { signal });
    if (this.img.complete && !this.img.naturalWidth && this.img.isConnected) this.failed(true);
    const size = new ResizeObserver(() => this.resized());
    size.observe(this.frame);
    signal.addEventListener('abort', () => size.disconnect());
    this.draw();
  }

  // resized keeps in the middle what was there, and covers the frame if it did.
  resized() {
    const before = this.drawn?.w, { w } = this.box();
    if (before && w) { this.x *= w / before; this.y *= w / before; }
    if (this.covers && w) this.fill(false);
    else this.draw();
  }

  failed(yes) { this.figure.querySelector('[data-failed]').hidden = !yes; }

  retry() {
    if (this.figure.querySelector('[data-failed]').hidden) return false;
    this.img.src = this.img.getAttribute('src');
    return true;
  }

  // box is the size of the frame, and of the picture that fits into it.
  box() {
    const W = this.frame.clientWidth, H = this.frame.clientHeight;
    const w = Number(this.img.getAttribute('width')), h = Number(this.img.getAttribute('height'));
    const s = Math.min(W / w, (wide.matches ? H : Infinity) / h);
    const aside = this.turned % 180 !== 0;
    const base = aside ? Math.min(W / (h * s), H / (w * s)) : 1;
    return { W, H, w: w * s, h: h * s, base, seenW: (aside ? h : w) * s * base, seenH: (aside ? w : h) * s * base };
  }

  draw(glide) {
    const b = this.box();
    if (!b.W) return;
    this.drawn = b;
    const limit = (at, size, frame) => { const m = Math.max(0, (size * this.z - frame) / 2); return Math.min(m, Math.max(-m, at)); };
    this.x = limit(this.x, b.seenW, b.W);
    this.y = limit(this.y, b.seenH, b.H);
    const style = this.layer.style;
    this.layer.classList.toggle('glide', Boolean(glide) && !calm.matches);
    style.transform = this.z === 1 && !this.turned ? '' : `translate(${this.x}px, ${this.y}px) rotate(${this.turned}deg) scale(${b.base * this.z})`;
    style.setProperty('--z', this.z);
    this.frame.classList.toggle('close', this.z > 1);
    if (this.part) this.lay(b);
    this.sharpen(b);
  }

  // sharpen lays the native pixels over the smaller copy once that has fewer than the screen shows.
  sharpen(b) {
    const shown = b.w * b.base * this.z * devicePixelRatio;
    if (this.native || shown < this.img.naturalWidth * 1.15 || this.img.dataset.native <= this.img.getAttribute('width') * 1.05) return;
    this.full().then((full) => { this.layer.append(full); }, () => {});
  }

  // full loads the native pixels, once.
  full() {
    if (this.native) return this.native;
    const full = Object.assign(new Image(), { src: this.img.dataset.full, alt: '', className: 'native', draggable: false });
    this.native = full.decode().then(() => full);
    this.native.catch(() => { this.native = null; });
    return this.native;
  }

  // at is where the pointer is, from the middle of the frame.
  at(e) {
    const r = this.frame.getBoundingClientRect();
    return { x: e.clientX - r.left - r.width / 2, y: e.clientY - r.top - r.height / 2 };
  }

  // place is where on the picture that is, from 0 to 1 each way.
  place(e) {
    const b = this.box(), p = this.at(e), a = -this.turned * Math.PI / 180, s = b.base * this.z;
    const dx = (p.x - this.x) / s, dy = (p.y - this.y) / s;
    return { u: (dx * Math.cos(a) - dy * Math.sin(a)) / b.w + 0.5, v: (dx * Math.sin(a) + dy * Math.cos(a)) / b.h + 0.5, box: b };
  }

  // zoom brings it closer by a factor, and keeps what is under the point where it is.
  zoom(by, point = { x: 0, y: 0 }, glide = false) {
    const z = Math.min(closest, Math.max(1, this.z * by));
    this.to(z, point.x - (point.x - this.x) * z / this.z, point.y - (point.y - this.y) * z / this.z, glide);
  }

  // to shows a place at a size, by hand or not; the other picture follows when the two are linked.
  to(z, x, y, glide, hand = true) {
    this.set(z, x, y, glide, hand);
    if (kept.link) this.stage.others(this).forEach((o) => o.set(z, this.x, this.y, glide, hand));
  }

  set(z, x, y, glide, hand) {
    Object.assign(this, { z, x, y, hand, covers: false });
    this.draw(glide);
  }

  // middle is where the picture must be so that a place on it, from 0 to 1 each way, is in the middle of the frame.
  middle(u, v, z, b) {
    const a = this.turned * Math.PI / 180, cx = (u - 0.5) * b.w * b.base * z, cy = (v - 0.5) * b.h * b.base * z;
    return [-(cx * Math.cos(a) - cy * Math.sin(a)), -(cx * Math.sin(a) + cy * Math.cos(a))];
  }

  // held is how close the person brought the picture by hand, and where, by the outline of the document; null if not.
  held() {
    const b = this.drawn;
    if (!b || !this.hand || this.z === 1) return null;
    if (this.covers) return 'fill';
    const [x, y, w, h] = this.outlined, a = -this.turned * Math.PI / 180, s = b.base * this.z;
    const u = (this.y * Math.sin(a) - this.x * Math.cos(a)) / s / b.w + 0.5, v = -(this.x * Math.sin(a) + this.y * Math.cos(a)) / s / b.h + 0.5;
    return [w * b.w * s / b.W, (u - x) / w, (v - y) / h];
  }

  // hold shows it as another picture of the same kind and side was held.
  hold(how) {
    if (how === 'fill') return this.fill(false);
    const b = this.box(), [x, y, w, h] = this.outlined, z = Math.min(closest, Math.max(1, how[0] * b.W / (w * b.w * b.base)));
    this.set(z, ...this.middle(x + how[1] * w, y + how[2] * h, z, b), false, true);
  }

  // region shows a part of the picture, given from 0 to 1 each way, as large as leaves something around it.
  region([x, y, w, h]) {
    const b = this.box(), aside = this.turned % 180 !== 0;
    const rw = (aside ? h * b.h : w * b.w) * b.base, rh = (aside ? w * b.w : h * b.h) * b.base;
    const z = Math.min(5, Math.max(1, Math.min(0.8 * b.W / rw, 0.6 * b.H / rh)));
    this.to(z, ...this.middle(x + w / 2, y + h / 2, z, b), true, false);
  }

  fit() { this.to(1, 0, 0, true, false); }

  // fill lets the picture cover its frame, and the document as much of it as it can.
  fill(glide = true) {
    const b = this.box(), [x, y, w, h] = this.outlined, z = Math.max(1, b.W / b.seenW, b.H / b.seenH);
    if (z < 1.01) return this.fit();
    this.set(z, ...this.middle(x + w / 2, y + h / 2, z, b), glide, true);
    this.covers = true;
  }

  // outline shows where on the picture a part of it is; nothing without one.
  outline(part) {
    this.part = part;
    this.printed ??= this.layer.appendChild(Object.assign(document.createElement('span'), { className: 'place' }));
    this.printed.hidden = !part;
    if (part) this.lay(this.box());
  }

  // lay puts the outline where the picture lies in its layer, which is as large as the frame.
  lay({ w, h }) {
    const [x, y, wide, high] = this.part, left = (this.layer.clientWidth - w) / 2, top = (this.layer.clientHeight - h) / 2;
    const px = { left: left + x * w, top: top + y * h, width: wide * w, height: high * h };
    for (const name in px) this.printed.style[name] = `${px[name]}px`;
  }

  pixelForPixel() {
    const b = this.box();
    this.zoom(this.img.dataset.native / devicePixelRatio / (b.w * b.base) / this.z);
  }

  turn(by) {
    this.turned = (this.turned + by + 360) % 360;
    this.set(1, 0, 0, false, false);
  }

  // Where the page scrolls the wheel scrolls it, unless Ctrl is held (as when two fingers spread) or the picture is close.
  wheel(e) {
    if (!wide.matches && !e.ctrlKey && this.z === 1) return;
    e.preventDefault();
    const lines = e.deltaMode === 1 ? 16 : 1;
    this.zoom(Math.exp(-e.deltaY * lines * (e.ctrlKey ? 0.01 : 0.0022)), this.at(e));
  }

  // One finger or the mouse moves the picture, two bring it closer.
  grab(e) {
    if (e.button !== 0 || this.stage.busy || !wide.matches && e.pointerType === 'mouse' && this.z === 1) return;
    if (e.pointerType !== 'touch' || this.z > 1 || this.fingers.size) this.frame.setPointerCapture(e.pointerId);
    this.fingers.set(e.pointerId, this.at(e));
    this.frame.classList.add('held');
  }

  move(e) {
    const before = this.fingers.get(e.pointerId);
    if (!before) return;
    const now = this.at(e), all = [...this.fingers.values()];
    if (all.length === 2) {
      const other = all.find((f) => f !== before), far = (p) => Math.hypot(p.x - other.x, p.y - other.y);
      this.zoom(far(now) / Math.max(1, far(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (this.z > 1) {
      this.to(this.z, this.x + now.x - before.x, this.y + now.y - before.y);
    }
    this.fingers.set(e.pointerId, now);
  }

  drop(e) {
    this.fingers.delete(e.pointerId);
    if (!this.fingers.size) this.frame.classList.remove('held');
  }

  // pan moves the picture by the arrow keys while it has the focus.
  pan(e) {
    const by = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
    if (!by || this.z === 1 || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    this.to(this.z, this.x + by[0] * 60, this.y + by[1] * 60);
  }
}

// openStage makes the pictures of a case movable.
export function openStage(root, signal) {
  const el = root.querySelector('[data-stage]');
  const tools = el.querySelector('[data-tools]');
  const stage = { el, kept, views: new Map(), lit: '', busy: false, opening: true };
  stage.others = (view) => [...stage.views.values()].filter((v) => v !== view);
  stage.view = (side) => stage.views.get(side || stage.lit) ?? stage.views.values().next().value;
  for (const f of el.querySelectorAll('figure.side')) {
    if (f.querySelector('[data-picture]')) stage.views.set(f.dataset.side, new View(f, stage, signal));
  }

  const pressed = (what, on) => tools?.querySelector(`[data-do="${what}"]`)?.setAttribute('aria-pressed', on);
  function arrange() {
    if (kept.alone && !stage.views.has(kept.alone)) kept.alone = '';
    el.classList.toggle('alone', Boolean(kept.alone));
    el.classList.toggle('stacked', kept.stack && !kept.alone);
    for (const f of el.querySelectorAll('figure.side')) f.classList.toggle('alone', f.dataset.side === kept.alone);
    for (const what of ['stack', 'link', 'follow']) pressed(what, kept[what]);
    pressed('alone', Boolean(kept.alone));
    keep();
  }
  arrange();

  // show leads to a side and to a part of it: what an item of the checklist is about.
  stage.show = (side, regions) => {
    stage.lit = side;
    for (const f of el.querySelectorAll('figure.side')) f.classList.toggle('lit', f.dataset.side === side);
    if (kept.alone && stage.views.has(side) && kept.alone !== side) { kept.alone = side; arrange(); }
    for (const v of stage.views.values()) v.outline(regions[v.side]);
    const opening = stage.opening;
    stage.opening = false;
    if (!kept.follow || !wide.matches) return;
    for (const v of stage.views.values()) {
      const region = regions[v.side];
      if (region) v.region(region);
      else if (!opening && v.z > 1 && (v.side === side || !Object.keys(regions).length)) v.fit();
    }
  };

  // What was brought close by hand stays so for the next document of this kind: whatever comes between, and until it fits again.
  const held = kept.held[el.dataset.kind] ??= {};
  for (const v of stage.views.values()) if (held[v.side] && wide.matches) v.hold(held[v.side]);
  const remember = () => stage.views.forEach((v) => { held[v.side] = v.held(); });
  signal.addEventListener('abort', remember);
  addEventListener('pagehide', () => { remember(); keep(); }, { signal });

  const both = (f) => (kept.link ? [...stage.views.values()] : [stage.view()]).forEach((v) => v && f(v));
  const toggle = (what) => { kept[what] = !kept[what]; arrange(); };
  const acts = {
    fit: () => both((v) => v.fit()), fill: () => both((v) => v.fill()), native: () => stage.view()?.pixelForPixel(),
    in: () => stage.view()?.zoom(1.5, undefined, true), out: () => stage.view()?.zoom(1 / 1.5, undefined, true),
    left: () => both((v) => v.turn(-90)), right: () => both((v) => v.turn(90)),
    alone: () => { kept.alone = kept.alone ? '' : stage.view()?.side ?? ''; arrange(); },
    stack: () => toggle('stack'), link: () => toggle('link'), follow: () => toggle('follow'),
    reset: () => { kept.held = { [el.dataset.kind]: held }; for (const v of stage.views.values()) { v.turned = 0; v.fit(); } },
  };
  tools?.addEventListener('click', (e) => acts[e.target.closest('[data-do]')?.dataset.do]?.(), { signal });
  return stage;
}
