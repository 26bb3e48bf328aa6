// The connection to a run: frames and states come in, acknowledgements and commands go out; it mends itself when it
// breaks.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const PATIENCE = 5;
const HEARTBEAT = 10000;
const SILENCE = 25000;
const UNKNOWN = 4404;
const NOT_SENT = "The connection to the run is down, so this was not sent.";
/**
 * A run that was left before it was compiled is gone at once, and the page is told of the next one only after a while:
 * it is said of a run that was never seen when the server has not known it so many times.
 */
const UNKNOWN_TIMES = 3;
/** A question younger than this may still be answered. */
const ANSWERED_WITHIN = 5000;

const GONE = "This run is not on the server any more, or the server is down. Reload the page for a new one.";
const FOREIGN = "This page may not watch that run from here. Open Unrolled at its own address.";
const OFFLINE = "The connection to the run is down: this computer is offline.";
const lost = (/** @type {number} */ wait) => `The connection to the run is down. Trying again in ${wait / 1000} s.`;
const STAYS = " The picture stays.";

/**
 * Why the server may close a connection that it had opened: the sentence if it gave none itself, and whether to try
 * again.
 */
/** @type {Record<number, {sentence: string, again: boolean}>} */
const CLOSED = {
  4403: { sentence: FOREIGN, again: false },
  [UNKNOWN]: { sentence: GONE, again: true },
  4429: { sentence: "Too many people are watching. Trying again in 8 s.", again: true },
};

/**
 * @typedef {object} Hearing
 * @property {(buffer: ArrayBuffer) => void} frame a frame's bytes
 * @property {(state: import("./live_run.js").State) => void} state the run's state
 * @property {(pointed: import("./pointing.js").Pointed | null) => void} crosshair where the run's owner points
 * @property {(sentence: string) => void} refused why a command was not taken
 * @property {(sentence: string) => void} connection what is wrong with it; empty once something has come through
 */

/**
 * Open `/live/{run}` at `url` and keep it open.
 * @param {string} url
 * @param {string} key the owner's; empty for a viewer
 * @param {Hearing} on
 */
export function openConnection(url, key, on) {
  const address = new URL(url, document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  /** @type {WebSocket} */
  let socket;
  let wait = FIRST_WAIT;
  let failures = 0;
  let unknown = 0;
  let heard = false;
  let pictured = false;
  let turnedAway = "";
  /** @type {number | null} */
  let asked = null;
  let over = false;
  /** @type {object[]} commands given while the socket is being opened: they are sent as soon as it is */
  const early = [];
  let again = 0;
  let beat = 0;
  let silence = 0;

  function open() {
    heard = false;
    turnedAway = "";
    asked = null;
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      send({ hello: key });
      early.splice(0).forEach(send);
      beat = setInterval(ask, HEARTBEAT);
    };
    socket.onmessage = ({ data }) => take(data);
    socket.onclose = ({ code }) => lose(code);
    expect(SILENCE);
  }

  /** @param {ArrayBuffer | string} data */
  function take(data) {
    expect(SILENCE);
    asked = null;
    if (data instanceof ArrayBuffer) {
      if (!heard) mend();
      pictured = true;
      on.frame(data);
      return;
    }
    const message = JSON.parse(data);
    // Refused before anything else came: that is about the connection itself, and the server will close it.
    if (message.refused && !heard) {
      turnedAway = message.refused;
      return;
    }
    if (!heard) mend();
    if (message.state) on.state(message.state);
    if (message.refused) on.refused(message.refused);
    if ("crosshair" in message) on.crosshair(message.crosshair);
  }

  function mend() {
    heard = true;
    wait = FIRST_WAIT;
    failures = 0;
    unknown = 0;
    on.connection("");
  }

  function ask() {
    asked ??= performance.now();
    send({ alive: true });
  }

  /** @param {number} time */
  function expect(time) {
    clearTimeout(silence);
    silence = setTimeout(doubt, time);
  }

  /**
   * Nothing came for long. The timers of a hidden page run late and all at once, so the last question may be quite new.
   */
  function doubt() {
    if (asked !== null && performance.now() - asked < ANSWERED_WITHIN) expect(ANSWERED_WITHIN);
    else lose();
  }

  /** @param {number} [code] */
  function lose(code) {
    drop();
    if (early.splice(0).length > 0) on.refused(NOT_SENT);
    failures += heard ? 0 : 1;
    unknown += code === UNKNOWN ? 1 : 0;
    const unseen = code === UNKNOWN && !heard && unknown < UNKNOWN_TIMES;
    heard = false;
    const closed = CLOSED[code ?? 0];
    if (closed) wait = LONGEST_WAIT;
    if (!unseen) on.connection(whatIsWrong(closed));
    over = closed?.again === false;
    if (over) return;
    again = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }

  /** @param {{sentence: string} | undefined} closed */
  function whatIsWrong(closed) {
    if (closed) return turnedAway || closed.sentence;
    if (navigator.onLine && failures >= PATIENCE) return GONE;
    return (navigator.onLine ? lost(wait) : OFFLINE) + (pictured ? STAYS : "");
  }

  /** Forget the socket and every timer, whatever becomes of it. */
  function drop() {
    clearInterval(beat);
    clearTimeout(silence);
    clearTimeout(again);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** The machine may have lost its network and still reach the server, if both are one: ask, and believe the answer. */
  function offline() {
    if (over) return;
    heard = false;
    on.connection(OFFLINE + (pictured ? STAYS : ""));
    ask();
  }

  function online() {
    if (over || heard) return;
    drop();
    wait = FIRST_WAIT;
    open();
  }

  /** @param {object} message */
  function send(message) {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  addEventListener("offline", offline);
  addEventListener("online", online);
  open();
  return {
    /** Tell the server that the frame of `step` is on screen: it may send the next. */
    drawn: (/** @type {number} */ step) => send({ drawn: step }),
    /** Tell where this page, its run's owner's, points. */
    point: (/** @type {import("./pointing.js").Pointed | null} */ crosshair) => send({ crosshair }),
    /** Send a command; refused when the connection is down. */
    command(/** @type {string} */ name, more = {}) {
      const message = { command: name, ...more };
      if (socket.readyState === WebSocket.CONNECTING) early.push(message);
      else if (!send(message)) on.refused(NOT_SENT);
    },
    /** Show another key from now on: a server that was started again gives a run a new one. */
    hello(/** @type {string} */ next) {
      if (next === key) return;
      key = next;
      send({ hello: key });
    },
    close() {
      removeEventListener("offline", offline);
      removeEventListener("online", online);
      drop();
    },
  };
}
