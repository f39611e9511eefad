// What a photo says of itself, carried over when the page makes it smaller: a canvas writes a JPEG that says nothing.
// Reviewers see when a picture was taken and what wrote it. Only that goes along, and never where it was taken. The
// numbers are those of the Exif standard (CIPA DC-008).

const make = 0x010f, model = 0x0110, software = 0x0131, takenAt = 0x9003;
const description = 0x010e, orientation = 0x0112, exifDirectory = 0x8769;

const shrunk = "shinsa: made smaller"; // imaging/exif.go looks for it
const headLength = 1 << 18; // where cameras have their Exif segment, with room; a segment has 64 KB at most
const longest = 255; // bytes of a text
const most = 1024; // entries of a directory that are looked at

// carry returns a JPEG that was made from an original, with the original's texts and a note that it was made smaller.
export async function carry(original, smaller) {
  const texts = read(new Uint8Array(await original.slice(0, headLength).arrayBuffer()));
  const data = new Uint8Array(await smaller.arrayBuffer());
  if (data[0] !== 0xff || data[1] !== 0xd8) return smaller;
  texts.set(description, new TextEncoder().encode(shrunk));
  let after = 2; // JFIF has its own segment first
  if (data[2] === 0xff && data[3] === 0xe0) after += 2 + (data[4] << 8 | data[5]);
  return new Blob([data.subarray(0, after), write(texts), data.subarray(after)], { type: "image/jpeg" });
}

// read finds the texts of a JPEG's first Exif segment, by tag, as bytes. The bytes are a stranger's: whatever is
// broken or out of bounds is left out.
export function read(jpeg) {
  const texts = new Map();
  const tiff = segment(jpeg);
  if (!tiff || tiff.length < 8) return texts;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  if (tiff[0] !== tiff[1] || (!little && tiff[0] !== 0x4d) || view.getUint16(2, little) !== 42) return texts;

  // directory looks at the entries that stand at an offset, as far as they are there.
  const directory = (at, wanted, below) => {
    if (at < 8 || at + 2 > tiff.length) return;
    const n = Math.min(view.getUint16(at, little), most);
    for (let i = 0, e = at + 2; i < n && e + 12 <= tiff.length; i++, e += 12) {
      const tag = view.getUint16(e, little), type = view.getUint16(e + 2, little), count = view.getUint32(e + 4, little);
      if (tag === below && type === 4 && count === 1) directory(view.getUint32(e + 8, little), [takenAt]);
      if (!wanted.includes(tag) || type !== 2 || count === 0) continue;
      const from = count > 4 ? view.getUint32(e + 8, little) : e + 8;
      if (from + count > tiff.length) continue;
      const text = tiff.subarray(from, from + Math.min(count, longest));
      const end = text.indexOf(0);
      texts.set(tag, text.slice(0, end < 0 ? text.length : end));
    }
  };
  directory(view.getUint32(4, little), [make, model, software], exifDirectory);
  return texts;
}

// segment is the TIFF structure in a JPEG's first Exif segment, undefined where there is none before the picture.
function segment(jpeg) {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return undefined;
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff;) {
    const marker = jpeg[at + 1];
    if (marker === 0xff) { at++; continue; } // may be repeated
    if (marker === 0xda || marker === 0xd9) return undefined;
    const end = at + 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
    if (end < at + 4) return undefined;
    if (marker === 0xe1 && "Exif\0\0" === String.fromCharCode(...jpeg.subarray(at + 4, at + 10))) return jpeg.subarray(at + 10, end);
    at = end;
  }
  return undefined;
}

// write makes an Exif segment of texts. The picture is upright: a canvas turns it.
export function write(texts) {
  const inExif = [...texts.keys()].filter((tag) => tag === takenAt);
  const inFirst = [...texts.keys()].filter((tag) => tag !== takenAt).concat(orientation);
  if (inExif.length > 0) inFirst.push(exifDirectory);
  const sizeOf = (tags) => 2 + 12 * tags.length + 4;
  const exifAt = 8 + sizeOf(inFirst);
  let free = exifAt + (inExif.length > 0 ? sizeOf(inExif) : 0);
  let length = free;
  for (const text of texts.values()) length += text.length + 1 > 4 ? text.length + 1 : 0;
  const tiff = new Uint8Array(length), view = new DataView(tiff.buffer);
  tiff.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);

  const directory = (at, tags) => {
    view.setUint16(at, tags.length);
    tags.sort((a, b) => a - b).forEach((tag, i) => {
      const e = at + 2 + 12 * i, text = texts.get(tag);
      view.setUint16(e, tag);
      if (text) {
        const count = text.length + 1; // ends with a zero
        view.setUint16(e + 2, 2);
        view.setUint32(e + 4, count);
        if (count <= 4) { tiff.set(text, e + 8); return; }
        view.setUint32(e + 8, free);
        tiff.set(text, free);
        free += count;
        return;
      }
      view.setUint16(e + 2, tag === orientation ? 3 : 4);
      view.setUint32(e + 4, 1);
      if (tag === orientation) view.setUint16(e + 8, 1);
      else view.setUint32(e + 8, exifAt);
    });
  };
  directory(8, inFirst);
  if (inExif.length > 0) directory(exifAt, inExif);

  const head = [0xff, 0xe1, (length + 8) >> 8, (length + 8) & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0];
  const out = new Uint8Array(head.length + length);
  out.set(head);
  out.set(tiff, head.length);
  return out;
}
