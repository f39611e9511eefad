// The menus of working together: what was written in one is not lost to a decision.

// open listens in a case until it ends.
export function open({ root, signal, work }) {
  const menuOf = (el) => el.closest('.together-menu');
  root.addEventListener('keydown', (e) => {
    const menu = e.key === 'Escape' && !e.isComposing && menuOf(e.target);
    if (!menu?.open) return;
    e.stopPropagation();
    menu.open = false;
    menu.querySelector('summary').focus();
  }, { signal });

  const warned = new Set();
  root.addEventListener('submit', (e) => {
    if (e.submitter?.name !== 'outcome' || !work) return;
    const text = [...root.querySelectorAll('.together-form textarea')].find((t) => t.value.trim() && !warned.has(t));
    if (!text) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    warned.add(text);
    const menu = menuOf(text);
    menu.open = true;
    work.say(menu.dataset.unsent, true);
    work.form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'unsent', value: 'told' }));
  }, { signal, capture: true });
}
