// Buttons that copy and share the lookup link. Without scripts they stay hidden, and the link stands
// beside them as text.

export function bindLinks(root) {
  for (const box of root.querySelectorAll("[data-link]")) bind(box);
}

function bind(box) {
  const { link, copied, title } = box.dataset;
  const said = box.querySelector("[data-said]");
  const copy = box.querySelector("[data-copy]");
  const share = box.querySelector("[data-share]");
  const text = box.parentElement.querySelector("input");

  text?.addEventListener("focus", () => text.select());

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link);
        said.textContent = copied;
        setTimeout(() => { said.textContent = ""; }, 4000);
      } catch {
        text.focus(); // selected, to be copied by hand
      }
    });
  }
  if (navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => { navigator.share({ title, url: link }).catch(() => {}); });
  }
}

bindLinks(document);
