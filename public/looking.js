// What was in sight when, and answered when: it goes with the answers.
export function looking({ root, signal }) {
  const form = root.querySelector('[data-looking]'), from = performance.now(), given = {}, told = [];
  if (!form) return;
  const tell = (what) => told.push(Math.round((performance.now() - from) / 100) + what);
  const page = () => tell(document.hidden ? '-' : '+');
  const answers = () => form.querySelectorAll('[name^="check."]:checked').forEach(({ name, value }) => {
    given[name + value] ??= tell('=' + name.slice(6));
  });
  answers();
  told.length = 0;
  page();
  const sight = new IntersectionObserver((all) => {
    for (const e of all) tell((e.isIntersecting && shows(e.target) ? '+' : '-') + e.target.dataset.side);
  }, { threshold: 0.5 });
  // A frame whose picture did not load shows nothing.
  const shows = (f) => f.querySelector('[data-picture]')?.naturalWidth !== 0;
  root.querySelectorAll('figure.side').forEach((f) => {
    sight.observe(f);
    f.querySelector('[data-picture]')?.addEventListener('load', () => { sight.unobserve(f); sight.observe(f); }, { signal });
  });
  document.addEventListener('visibilitychange', page, { signal });
  form.onchange = answers;
  form.onformdata = ({ formData }) => {
    answers();
    tell('');
    formData.set('looking', told.slice(-300).join(' '));
  };
}
