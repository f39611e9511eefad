// Makes uploads quick where scripts run: the picture is shown at once, made smaller before it is sent, and
// sent with a progress bar. What was chosen and not added is added before the page is left. The forms below work
// without it; whatever goes wrong here ends in the plain form, with the file as it was chosen.

import { carry } from "./exif.js";
import { bindLinks } from "./link.js";

const recommended = 500_000; // bytes
const tries = [[2400, 0.86], [2400, 0.78], [2000, 0.74]]; // longest side, quality

// The forms in which a picture was chosen that is not added yet, with what there is to do about it.
const chosen = new Map(); // of {files, smaller, add}

function bind(form) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const preview = form.querySelector("[data-preview]");
  const bar = form.querySelector("[data-progress]");
  const said = form.querySelector("[data-said]");
  const say = (words) => { said.textContent = words; };

  // choose notes the file that stands in the form; smaller is a promise of what to send, where it is known.
  form.choose = async (smaller) => {
    preview.hidden = true;
    say("");
    chosen.delete(form);
    const file = input.files[0];
    if (!file) return;
    show(preview, file);
    say(form.dataset.wordsShrinking);
    smaller ??= shrink(file).catch(() => file);
    chosen.set(form, { files: input.files, smaller, add });
    await smaller;
    if (chosen.get(form)?.smaller === smaller) say(form.dataset.wordsReady);
  };

  // add sends the picture and shows the page that came back. It says whether the picture was taken; where no answer
  // came, the browser goes on with the plain form.
  let adding = null;
  const add = () => adding ??= sendIt().finally(() => { adding = null; });
  async function sendIt() {
    button.disabled = true;
    try {
      const file = await chosen.get(form).smaller;
      bar.hidden = false;
      say(form.dataset.wordsSending);
      const onProgress = (share) => {
        if (share < 1) { bar.value = share; return; }
        bar.removeAttribute("value"); // it has arrived and is being checked
        say(form.dataset.wordsChecking);
      };
      let answer = await send(form, file, onProgress);
      if (answer.status === 503) {
        say(form.dataset.wordsWaiting);
        const wait = Number(answer.getResponseHeader("Retry-After")) || 5;
        await new Promise((done) => setTimeout(done, Math.min(wait, 30) * 1000));
        answer = await send(form, file, onProgress);
      }
      put(answer, form);
      return answer.status === 200;
    } catch {
      chosen.clear();
      button.disabled = false;
      form.dataset.plain = "yes";
      form.submit();
      return false;
    }
  }

  input.addEventListener("change", () => form.choose());
  form.addEventListener("submit", (event) => {
    const then = event.submitter?.name === "then" ? event.submitter.value : "";
    if (form.dataset.plain || !(then ? chosen.size : chosen.has(form))) return; // the server says what is missing
    event.preventDefault();
    if (then) leave(() => location.assign(onward(form, then)));
    else add();
  });
  if (input.files[0]) form.choose(); // chosen before this ran, or kept by the browser
}

// leave adds what was chosen, and goes when all of it was taken. What was refused stays in sight.
async function leave(go) {
  while (chosen.size) {
    const [{ add }] = chosen.values();
    if (!await add()) return;
  }
  go();
}

// onward is where a button leads that belongs to the form of a picture.
function onward(form, then) {
  const lang = then.startsWith("lang-") ? "?lang=" + then.slice(5) : "";
  return lang ? form.action + lang : form.action.replace(/images$/, then);
}

document.addEventListener("click", (event) => {
  const a = event.target.closest?.("a[href]");
  if (!a || !chosen.size || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (a.target || a.getAttribute("href").startsWith("#") || a.origin !== location.origin) return;
  event.preventDefault();
  leave(() => location.assign(a.href));
});

// Another form of the page, as that which deletes a picture, is sent when the pictures are there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !chosen.size || form.matches("[data-upload]") || form.method !== "post") return;
  event.preventDefault();
  leave(() => document.querySelector("form[action='" + CSS.escape(form.getAttribute("action")) + "']")?.submit());
});

addEventListener("beforeunload", (event) => { if (chosen.size) event.preventDefault(); });

// show puts a small copy beside the button at once; what the browser cannot draw is left out.
function show(preview, file) {
  const img = new Image();
  img.alt = "";
  img.onload = () => {
    URL.revokeObjectURL(img.src);
    preview.replaceChildren(img);
    preview.hidden = false;
  };
  img.onerror = () => URL.revokeObjectURL(img.src);
  img.src = URL.createObjectURL(file);
}

// shrink returns the file, or a smaller JPEG of it. Only a JPEG is touched: of everything else the server
// says what it is and what to do.
async function shrink(file) {
  if (file.size <= recommended || file.type !== "image/jpeg") return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let best = file;
  for (const [longest, quality] of tries) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const to = canvas.getContext("2d");
    to.imageSmoothingQuality = "high";
    to.drawImage(picture, 0, 0, canvas.width, canvas.height);
    let blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob) blob = await carry(file, blob).catch(() => blob);
    if (blob && blob.size < best.size) best = new File([blob], file.name, { type: "image/jpeg" });
    if (best.size <= recommended) break;
  }
  picture.close();
  return best;
}

function send(form, file, onProgress) {
  return new Promise((done, failed) => {
    const body = new FormData();
    body.set("side", form.elements.side.value);
    body.set("image", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = (e) => { if (e.lengthComputable) onProgress(e.loaded / e.total); };
    request.upload.onload = () => onProgress(1);
    request.onload = () => done(request);
    request.onerror = request.onabort = request.ontimeout = failed;
    request.send(body);
  });
}

// put shows the page that came back in the place of this one, as the browser would have done. What was chosen for
// other sides stands in it again.
function put(answer, form) {
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("this is no page");
  const side = form.elements.side.value;
  if (answer.status !== 503) chosen.delete(form); // nobody has looked at it
  const others = [...chosen].map(([other, it]) => [other.elements.side.value, it]);
  chosen.clear();
  document.querySelector("main").replaceWith(main);
  const languages = page.querySelector(".languages"); // its buttons belong to forms of the page
  if (languages) document.querySelector(".languages")?.replaceWith(languages);
  document.title = page.title;
  if (answer.status === 200) history.replaceState(null, "", answer.responseURL);
  bindAll(main);
  for (const [name, it] of others) {
    const again = main.querySelector("[data-testid=upload-" + name + "]");
    if (!again) continue;
    again.querySelector("input[type=file]").files = it.files;
    again.choose(it.smaller);
  }
  const at = main.querySelector("#problems") ?? main.querySelector("#side-" + side) ?? main;
  at.focus({ preventScroll: true });
  at.scrollIntoView({ block: "nearest" });
}

function bindAll(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) bind(form);
  if (root !== document) bindLinks(root);
}

bindAll(document);
