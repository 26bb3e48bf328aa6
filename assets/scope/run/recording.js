// A run that was kept in a file: what stands in for its connection (connection.js) where there is no server.

/** Between two moments while the recording plays, in ms. */
const PACE = 120;
const NO_TRAINING = "This is a recording: it can be played and looked at, not trained.";
const UNREADABLE = "This browser cannot read the recording. Open the file, whole and unchanged, in a newer one.";

/**
 * The moments in the page's own text: the bytes of frames, one behind the other, gzipped, in base64.
 * @param {number[]} lengths
 * @returns {Promise<ArrayBuffer[]>}
 */
async function moments(lengths) {
  const written = atob(document.getElementById("moments")?.textContent ?? "");
  const bytes = Uint8Array.from(written, (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const all = await new Response(unpacked).arrayBuffer();
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return all.slice(end - length, end);
  });
}

/**
 * As `openConnection` of connection.js: the last moment first, then whichever is asked for.
 * @param {string} _url
 * @param {string} _key
 * @param {import("./connection.js").Hearing} on
 */
export function openConnection(_url, _key, on) {
  /** @type {{steps: number[], lengths: number[], state: import("./live_run.js").State}} */
  const { steps, lengths, state } = JSON.parse(document.getElementById("recorded")?.textContent ?? "");
  /** @type {ArrayBuffer[]} */
  let frames = [];
  let at = steps.length - 1;
  let timer = 0;

  moments(lengths).then(
    (read) => {
      frames = read;
      on.connection("");
      say("paused");
      show(at);
    },
    () => on.connection(UNREADABLE),
  );

  /** @param {string} status */
  const say = (status) => on.state({ ...state, status });

  /** @param {number} number */
  function show(number) {
    at = Math.max(0, Math.min(number, steps.length - 1));
    if (frames.length > 0) on.frame(frames[at]);
  }

  /** @param {number} step */
  function seek(step) {
    pause();
    const far = steps.map((one) => Math.abs(one - step));
    show(far.indexOf(Math.min(...far)));
  }

  function play() {
    clearInterval(timer);
    say("training");
    show(at === steps.length - 1 ? 0 : at + 1);
    timer = setInterval(() => {
      if (at === steps.length - 1) pause();
      else show(at + 1);
    }, PACE);
  }

  function pause() {
    clearInterval(timer);
    say("paused");
  }

  /**
   * @param {string} name
   * @param {{value?: number}} [more]
   */
  function command(name, { value = 0 } = {}) {
    if (name === "seek" || name === "seek_exactly") seek(value);
    else if (name === "play") play();
    else if (name === "pause") pause();
    else if (name === "step") show(at + 1);
    else on.refused(NO_TRAINING);
  }

  return {
    command,
    drawn: () => true,
    point: () => true,
    hello: () => {},
    close: () => clearInterval(timer),
  };
}
