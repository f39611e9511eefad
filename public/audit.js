// What the supervisors' and administrators' pages have beyond forms and links: a note is asked for before
// an overturn is sent, one-time links are copied, passwords shown. Everything works without it.

// An overturn needs a note. The server says so as well; here the cursor is put where it goes.
document.querySelector('[data-verdict]')?.addEventListener('submit', (e) => {
  const note = e.target.elements.note;
  if (e.submitter?.hasAttribute('data-needs-note') && !note.value.trim()) {
    e.preventDefault();
    note.required = true;
    note.reportValidity();
    note.focus();
  }
});
document.querySelector('[data-verdict] textarea')?.addEventListener('input', (e) => { e.target.required = false; });

// The open decision is brought into sight in the list beside it.
document.querySelector('.beside [aria-current]')?.scrollIntoView({ block: 'nearest' });

// A picture counts as viewed when it was painted and in sight.
const page = document.querySelector('[data-viewed]');
const sight = page && new IntersectionObserver((entries) => {
  for (const e of entries) if (e.isIntersecting) report(e.target);
}, { threshold: 0.5 });
page?.querySelectorAll('[data-picture]').forEach((img) => sight.observe(img));

async function report(img) {
  if (document.visibilityState !== 'visible') {
    document.addEventListener('visibilitychange', () => report(img), { once: true });
    return;
  }
  sight.unobserve(img);
  const { side, round } = img.closest('figure').dataset;
  try {
    await img.decode();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    await fetch(page.dataset.viewed, {
      method: 'POST', body: new URLSearchParams({ csrf: page.dataset.csrf, side, round }), keepalive: true,
    });
  } catch {
    sight.observe(img);
  }
}

// Copying a one-time link.
document.addEventListener('click', async (e) => {
  const button = e.target.closest('.copy-line [data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.done;
});
document.querySelector('[data-copied]')?.addEventListener('focus', (e) => e.target.select());

// Showing what is typed into the fields for passwords.
document.querySelector('[data-show-passwords]')?.addEventListener('change', (e) => {
  for (const field of e.target.form.querySelectorAll('[data-password]')) field.type = e.target.checked ? 'text' : 'password';
});
