// What changes at the desk, told to the page at once. One stream serves all tabs of a browser that are in sight: the
// one that holds a lock has it, and passes on what comes. Where a stream does not work the server is asked now and
// then. A tab that is not in sight does nothing. Without any of it the page is as old as it is.

const path = '/desk/events';
const prompt = 10_000; // milliseconds in which a stream says its first word, unless somebody on the way collects them
const silence = 50_000; // without a sign of life, after which the stream is taken for dead
const pause = 15_000; // between two questions where there is no stream
const anew = 60_000; // after which a stream is tried again; twice as long each time that it did not work
const seldom = 600_000;
const overlap = 8_000_000; // microseconds: what was committed late is told again
const kept = 600_000_000; // how far back one who has the stream can tell others

const listeners = new Set();
let person; // whose page it is, as its forms say
let at = 0; // up to when this tab was told, by the server's clock
let told = []; // what came of late, oldest first
let end = null; // ends what this tab has under way; null while it is not in sight
let state = ''; // '', 'lost' or 'out'

// follow begins, for a page made at a moment; f is called with {rows, counts, missed}, and with {state} whenever that
// changes: 'lost' while there is no connection, 'out' when the session is over, '' when all is well.
export function follow(from, who, f) {
  listeners.add(f);
  if (person) return;
  at = from;
  person = who;
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', stop);
  look();
}

// lately gives what was told of a submission since a moment, the newest; undefined for nothing.
export function lately(ref, since) {
  return told.filter((n) => n.at > since - overlap).flatMap((n) => n.rows ?? []).findLast((r) => r.ref === ref);
}

// standing asks how submissions stand now.
export async function standing(refs) {
  return refs.length ? ask('?refs=' + refs.join(',')) : null;
}

function look() {
  if (document.visibilityState !== 'visible') stop();
  else if (!end) start();
}

function stop() {
  end?.abort();
  end = null;
}

function start() {
  end = new AbortController();
  const { signal } = end;
  if (!navigator.locks || !window.BroadcastChannel) return lead(null, signal);
  const others = new BroadcastChannel('shinsa-live-' + person);
  signal.addEventListener('abort', () => others.close());
  others.onmessage = ({ data }) => {
    if (data.news) take(data.news);
    else if (data.leads && at < data.leads) others.postMessage({ join: at });
    else if ('state' in data) become(data.state);
  };
  others.postMessage({ join: at });
  navigator.locks.request('shinsa-live-' + person, { signal }, () => lead(others, signal)).catch(() => {});
}

// lead has the stream until the tab goes out of sight.
function lead(others, signal) {
  return new Promise((done) => {
    let began = at;
    let source = null, timer = 0, fails = 0, tried = 0, rest = anew;
    const wait = (f, ms) => { clearTimeout(timer); timer = setTimeout(f, ms); };
    const pass = (news) => {
      take(news);
      others?.postMessage({ news });
      turn('');
    };
    const turn = (to) => {
      if (to !== state) others?.postMessage({ state: to });
      become(to);
    };
    const close = () => { source?.close(); source = null; clearTimeout(timer); };
    const over = () => { close(); turn('out'); };

    function stream() {
      close();
      tried = performance.now();
      source = new EventSource(path + '?after=' + at);
      source.onmessage = ({ data }) => {
        fails = 0;
        rest = anew;
        wait(stream, silence);
        pass(JSON.parse(data));
      };
      source.addEventListener('end', over);
      source.onerror = () => {
        fails++;
        if (source.readyState === EventSource.CLOSED || fails > 2) poll();
      };
      wait(poll, prompt);
    }

    async function poll() {
      if (source) rest = Math.min(2 * rest, seldom);
      close();
      try {
        const news = await ask('?after=' + at, signal);
        if (signal.aborted) return;
        if (!news) return over();
        pass(news);
        fails = 0;
        if (performance.now() - tried > rest) return stream();
      } catch {
        if (signal.aborted) return;
        if (++fails > 1) turn('lost');
      }
      wait(poll, pause * (0.75 + Math.random() / 2) * Math.min(4, Math.max(1, fails)));
    }

    others?.addEventListener('message', ({ data }) => {
      if (!data.join) return;
      if (data.join < began) { // before this tab knows anything: the server knows
        began = at = data.join;
        if (source) stream();
      } else told.filter((n) => n.at > data.join - overlap).forEach((news) => others.postMessage({ news }));
      if (state) others.postMessage({ state });
    });
    others?.postMessage({ leads: at });
    addEventListener('online', () => { if (!source) stream(); }, { signal });
    signal.addEventListener('abort', () => { close(); done(); });
    if (state === 'out') poll(); // perhaps somebody has signed in again since
    else stream();
  });
}

// ask gets one answer; null when nobody is signed in.
async function ask(query, signal) {
  const answer = await fetch(path + query, { headers: { Accept: 'application/json' }, signal });
  if (answer.redirected || answer.status === 401 || answer.status === 403) return null;
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function take(news) {
  news.at = Number(news.id);
  at = Math.max(at, news.at);
  if (news.rows || news.missed) told.push(news);
  while (told.length && told[0].at < at - kept) told.shift();
  for (const f of listeners) f(news);
}

function become(to) {
  if (to === state) return;
  state = to;
  for (const f of listeners) f({ state });
}
