// The run that a page shows: its connection, its newest state and its newest frame.

import { openConnection } from "./connection.js";
import { decode } from "./frame.js";

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * @typedef {object} State
 * @property {string} status
 * @property {number | string} speed
 * @property {string} message
 * @property {number[]} [prepared] while it compiles: how many of its parts are ready, and of how many
 * @property {Record<string, string>} link the run's settings as a link writes them
 * @property {boolean} [owns] false on a page that may only watch
 * @property {boolean} [example] the run has no picture of its own yet: what comes is a finished example's
 * @property {string} [gone_on] the sentence that the owner has gone on to another run
 * @property {string} [name]
 * @property {string} [unsaved]
 */

/**
 * `arrived` hears that bytes wait to be taken, `state` the run's state, `crosshair` where its owner points, `refused`
 * why something was not done, and `connection` what is wrong with the connection, empty once it is mended.
 * @typedef {object} Hearing
 * @property {() => void} arrived
 * @property {(state: State) => void} state
 * @property {(pointed: import("./pointing.js").Pointed | null) => void} crosshair
 * @property {(sentence: string) => void} refused
 * @property {(sentence: string) => void} connection
 */

/**
 * A run that is not connected yet; `watch` connects it.
 * @param {Hearing} on
 */
export function createLiveRun(on) {
  /** @type {State} */
  let state = { status: "ready", speed: 5, message: "", link: {} };
  /** @type {Frame | null} */
  let frame = null;
  /** @type {ReturnType<typeof openConnection> | null} */
  let connection = null;
  /** @type {{buffer: ArrayBuffer, of: {first: boolean, since: number}, example: boolean} | null} */
  let waiting = null;
  let example = false;
  let url = "";

  return {
    state: () => state,
    frame: () => frame,
    /** Whether the frame at hand is a finished example's, in the place of one that the run does not have yet. */
    example: () => example,
    /** Whether it is one where the run trains, or is about to. */
    awaited: () => example && ["compiling", "training"].includes(state.status),
    address: () => url,
    id: () => new URL(url, document.baseURI).pathname.split("/").pop() ?? "",

    /**
     * Watch the run at `address`, showing `key`. True when it is another run than before: its connection is opened
     * anew, while the last frame of the run before stays until this one has one.
     * @param {string} address
     * @param {string} key
     */
    watch(address, key) {
      if (address === url) {
        connection?.hello(key);
        return false;
      }
      url = address;
      connection?.close();
      waiting = null;
      const of = { first: true, since: Date.now() };
      connection = openConnection(url, key, {
        frame(buffer) {
          // The state that a frame belongs to has come before it.
          waiting = { buffer, of, example: state.example === true };
          on.arrived();
        },
        state(next) {
          state = next;
          on.state(next);
        },
        crosshair: on.crosshair,
        refused: on.refused,
        connection: on.connection,
      });
      return true;
    },

    /**
     * Send a command; a refusal is heard when that cannot be done.
     * @param {string} name
     * @param {object} [more]
     */
    command(name, more) {
      connection?.command(name, more);
    },

    /**
     * Take the newest bytes, if some wait: the frame, whether it is the first of its run, and its latency in ms (null
     * for a frame that was made before this page asked for any, of which only the age is known). Bytes that are no
     * frame are refused, and the server hears of it, or it would wait for ever.
     */
    take() {
      if (waiting === null) return null;
      const { buffer, of, example: handedOver } = waiting;
      waiting = null;
      try {
        const next = decode(buffer);
        frame = next;
        example = handedOver;
        const first = of.first;
        of.first = false;
        const made = 1000 * next.made;
        return {
          frame: next,
          first,
          latency: () => (made < of.since ? null : performance.timeOrigin + performance.now() - made),
        };
      } catch (error) {
        on.refused(error instanceof Error ? error.message : String(error));
        connection?.drawn(frame?.step ?? 0);
        return null;
      }
    },

    /** Tell those who watch where this page points. */
    point: (/** @type {import("./pointing.js").Pointed | null} */ pointed) => connection?.point(pointed),

    /** Tell the server that the newest frame is on screen: it may send the next. */
    drawn() {
      if (frame) connection?.drawn(frame.step);
    },

    close: () => connection?.close(),
  };
}
