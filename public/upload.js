// Makes uploads quick where scripts run: the picture is shown at once, made smaller before it is sent, and
// sent with a progress bar. The forms below work without it; whatever goes wrong here ends in the plain
// form, with the file as it was chosen.

import { carry } from "./exif.js";
import { bindLinks } from "./link.js";

const recommended = 500_000; // bytes
const tries = [[2400, 0.86], [2400, 0.78], [2000, 0.74]]; // longest side, quality

function bind(form) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const preview = form.querySelector("[data-preview]");
  const bar = form.querySelector("[data-progress]");
  const said = form.querySelector("[data-said]");
  const say = (words) => { said.textContent = words; };
  let smaller = null; // a promise of the file to send

  input.addEventListener("change", async () => {
    preview.hidden = true;
    say("");
    smaller = null;
    const file = input.files[0];
    if (!file) return;
    show(preview, file);
    say(form.dataset.wordsShrinking);
    const mine = smaller = shrink(file).catch(() => file);
    await mine;
    if (smaller === mine) say(form.dataset.wordsReady);
  });

  form.addEventListener("submit", async (event) => {
    if (!input.files[0] || form.dataset.plain) return; // the server says what is missing
    event.preventDefault();
    button.disabled = true;
    try {
      const file = await (smaller ?? shrink(input.files[0]).catch(() => input.files[0]));
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
      put(answer, form.elements.side.value);
    } catch {
      button.disabled = false;
      form.dataset.plain = "yes";
      form.submit();
    }
  });
}

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

// put shows the page that came back in the place of this one, as the browser would have done.
function put(answer, side) {
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("this is no page");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (answer.status === 200) history.replaceState(null, "", answer.responseURL);
  bindAll(main);
  const at = main.querySelector("#problems") ?? main.querySelector("#side-" + side) ?? main;
  at.focus({ preventScroll: true });
  at.scrollIntoView({ block: "nearest" });
}

function bindAll(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) bind(form);
  if (root !== document) bindLinks(root);
}

bindAll(document);
