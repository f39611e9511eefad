// What was typed and not yet saved is sent before the page is shown in another language: it is kept then,
// right or wrong. Without scripts only what was saved before is there afterwards.

const form = document.querySelector('form[action$="/identity"]');

if (form) {
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", async (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      try {
        await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      } finally {
        location.assign(link.href);
      }
    });
  }
}
