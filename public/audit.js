// What the supervisors' and administrators' pages have beyond forms and links: a note is asked for before
// an overturn is sent, one-time links are copied, passwords shown. Everything works without it.

import { watchSight } from './sight.js';

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
const page = document.querySelector('[data-submission]');
if (page) watchSight({ root: page, path: page.dataset.submission, signal: new AbortController().signal });

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
