// Style sheets that come after the first frame.

// wear adds a sheet, unless the page has it, and gives a promise that is kept when it is there; null for nothing to wait
// for. The sheet is named as a file beside the modules, or by its whole path.
export function wear(sheet) {
  const { href } = new URL(sheet, import.meta.url);
  if ([...document.querySelectorAll('link[rel=stylesheet]')].some((l) => l.href === href)) return null;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  const there = new Promise((done) => { link.onload = link.onerror = done; });
  document.head.append(link);
  return there;
}
