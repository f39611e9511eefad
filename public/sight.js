// A picture counts as viewed once it was painted and in sight, and the server has heard of it.

export function watchSight({ root, path, signal }) {
  const told = new Set(); // sides that the server knows, or is being told of
  const pictures = [...root.querySelectorAll('[data-picture]')];
  const sight = new IntersectionObserver((entries) => {
    for (const e of entries) if (e.isIntersecting) report(e.target);
  }, { threshold: 0.5 });
  const look = (img) => { sight.unobserve(img); sight.observe(img); }; // tells of it anew
  const again = () => pictures.forEach(look);
  for (const img of pictures) {
    img.addEventListener('load', () => look(img), { signal }); // also when it failed before
    look(img);
  }
  document.addEventListener('visibilitychange', again, { signal });
  for (const type of ['focus', 'online', 'renewed']) addEventListener(type, again, { signal });
  signal.addEventListener('abort', () => sight.disconnect());

  async function report(img) {
    const { side, round } = img.closest('figure').dataset;
    if (told.has(side) || !img.complete || !img.naturalWidth || document.visibilityState !== 'visible') return;
    told.add(side);
    let answer;
    try {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // the frame that shows it
      if (signal.aborted) return;
      answer = await fetch(path + '/viewed', {
        method: 'POST', body: new URLSearchParams({ csrf: root.dataset.csrf, side, round }), keepalive: true,
      });
    } catch { /* no connection */ }
    if (!answer?.ok) told.delete(side);
  }
}
