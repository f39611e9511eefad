// While a file is being written, the list below the form says how far it is. Without scripts the page is opened anew.

const pause = 1500; // milliseconds between two looks
const form = document.querySelector("[data-export]");
let looking = 0;

async function look() {
  looking = 0;
  let more = true;
  try {
    const answer = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("exports"), old = document.getElementById("exports");
    if (fresh && old) {
      if (fresh.innerHTML !== old.innerHTML) old.replaceChildren(...fresh.childNodes);
      more = fresh.dataset.running === "true";
    }
  } catch { /* the network is away: look again */ }
  if (more) soon();
}

function soon() {
  if (!looking) looking = setTimeout(look, pause);
}

form?.addEventListener("submit", soon);
if (document.getElementById("exports")?.dataset.running === "true") soon();
