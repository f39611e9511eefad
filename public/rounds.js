// Two pictures of a side, of rounds that follow each other, flicker in one place: what differs between them
// jumps to the eye. Without this they stand side by side.

const pause = 600; // milliseconds: below three changes a second, which nobody is hurt by

// open listens in a case until signal ends it. The button of a pair is marked data-action="flicker".
export function open(root, signal) {
  const timers = new Map(); // by pair
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const shown = (pair, which) => {
    if (which === undefined) delete pair.dataset.shown;
    else pair.dataset.shown = which;
    pair.querySelector('[data-action="flicker"]').setAttribute('aria-pressed', which !== undefined);
  };
  const stop = (pair) => {
    clearInterval(timers.get(pair));
    timers.delete(pair);
    shown(pair);
  };
  const swap = (pair) => {
    if (!pair.isConnected || !pair.checkVisibility()) stop(pair);
    else shown(pair, 1 - pair.dataset.shown);
  };
  // Who wants no motion changes the pictures by hand: the first, the second, both again.
  const byHand = (pair) => shown(pair, [0, 1, undefined][1 + Number(pair.dataset.shown ?? -1)]);
  root.addEventListener('click', (e) => {
    const pair = e.target.closest('[data-action="flicker"]')?.closest('[data-rounds]');
    if (!pair) return;
    if (still.matches) byHand(pair);
    else if (timers.has(pair)) stop(pair);
    else {
      shown(pair, 0);
      timers.set(pair, setInterval(swap, pause, pair));
    }
  }, { signal });
  signal.addEventListener('abort', () => [...timers.keys()].forEach(stop));
}
