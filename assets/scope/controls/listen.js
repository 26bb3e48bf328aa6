// The profile of a network's gradient for the ear: one tone for each timestep, its pitch by the norm.

import { element, say } from "../draw/element.js";
import { number, powerOfTen } from "../words/numbers.js";
import { release } from "./transport.js";

/** The pitch of the norm 1, in Hz, and how many octaves a power of ten is: 10⁻⁸ is three octaves lower. */
const OF_ONE = 880;
const OCTAVES = 3 / 8;
/** The powers of ten between which there are pitches; the lower is the floor of the drawn profile too. */
const LOWEST = -10;
const HIGHEST = 4;
/** In seconds: a tone, and all tones together at most. */
const TONE = 0.15;
const ALL = 10;
const LOUDNESS = 0.2;
/** How soon a tone is as loud as it will be, in seconds; at once it would click. */
const FADE = 0.004;
/** Longer than any browser needs until its sound begins, in milliseconds. */
const PATIENCE = 2000;

const HELP = ["L – listen to the gradient of one network, one tone for each timestep; L or Esc ends it"];
const NO_SOUND = "This browser plays no sound.";

/**
 * The pitch of a norm in Hz; null, which is silence, for 0, for what is too small, and where there is no norm.
 * @param {number} norm
 */
export function pitchOf(norm) {
  const power = Math.log10(norm);
  return power >= LOWEST ? OF_ONE * 2 ** (OCTAVES * Math.min(power, HIGHEST)) : null;
}

const WHAT =
  "One tone for each timestep, by the middle of the batch’s gradient norms ‖∂L/∂h‖: " +
  `1 is ${number(pitchOf(1))} Hz, ${powerOfTen(-8)} is ${number(pitchOf(1e-8))} Hz. ` +
  `Zero and all below ${powerOfTen(LOWEST)} are silent. Above ${powerOfTen(HIGHEST)} the tone rises no more.`;

/**
 * The button, the list of networks and what is heard. `on.norms(lane)` gives the norms of the network with that id at
 * the moment on screen, `on.point(t)` hears which timestep sounds, `on.done()` that all have sounded.
 * @param {{norms: (lane: string) => Float32Array, point: (t: number) => void, done: () => void}} on
 */
export function createListening(on) {
  const button = element(
    "button",
    { type: "button", title: "L", "aria-pressed": "false", click: toggle, disabled: "" },
    "Listen",
  );
  const list = element("select", { "aria-label": "Network to listen to", change: () => release(list) });
  const words = element("p", {}, WHAT);
  /** What sounds: `follow` is the request of the next look at how far it is. */
  /** @type {{audio: AudioContext, follow: number} | null} */
  let sounding = null;

  function toggle() {
    if (sounding) return stop();
    if (button.disabled) return;
    const norms = on.norms(list.value);
    const tone = Math.min(TONE, ALL / norms.length);
    try {
      sounding = { audio: play(norms, tone), follow: 0 };
    } catch {
      return fail();
    }
    words.removeAttribute("role");
    say(words, WHAT);
    button.setAttribute("aria-pressed", "true");
    follow(tone, norms.length, performance.now());
  }

  /**
   * @param {number} tone
   * @param {number} count
   * @param {number} since
   */
  function follow(tone, count, since) {
    let at = -1;
    const look = () => {
      if (!sounding) return;
      const { currentTime } = sounding.audio;
      const t = Math.floor(currentTime / tone);
      if (currentTime === 0 && performance.now() - since > PATIENCE) {
        stop();
        return fail();
      }
      if (t >= count) {
        stop();
        return on.done();
      }
      if (t !== at) on.point(t);
      at = t;
      sounding.follow = requestAnimationFrame(look);
    };
    look();
  }

  function fail() {
    words.setAttribute("role", "alert");
    say(words, NO_SOUND);
  }

  function stop() {
    if (!sounding) return;
    cancelAnimationFrame(sounding.follow);
    void sounding.audio.close();
    sounding = null;
    button.setAttribute("aria-pressed", "false");
  }

  /** @param {string} lane its id; one that there is not leaves the choice as it is */
  function choose(lane) {
    if ([...list.options].some(({ value }) => value === lane)) list.value = lane;
  }

  return {
    nodes: [button, list, words],
    help: HELP,
    on: () => sounding !== null,
    toggle,
    stop,
    /** @param {{id: string, name: string}[]} lanes */
    show(lanes) {
      const chosen = list.value;
      list.replaceChildren(...lanes.map(({ id, name }) => element("option", { value: id }, name)));
      choose(chosen);
      button.disabled = false;
    },
    choose,
  };
}

/**
 * Begin to play the tones of `norms`, each for `tone` seconds.
 * @param {Float32Array} norms
 * @param {number} tone
 */
function play(norms, tone) {
  const audio = new AudioContext();
  const source = new OscillatorNode(audio, { type: "triangle" });
  const volume = new GainNode(audio, { gain: 0 });
  source.connect(volume).connect(audio.destination);
  norms.forEach((norm, t) => {
    const pitch = pitchOf(norm);
    if (pitch !== null) source.frequency.setValueAtTime(pitch, t * tone);
    volume.gain.setTargetAtTime(pitch === null ? 0 : LOUDNESS, t * tone, FADE);
  });
  source.start();
  source.stop(norms.length * tone);
  return audio;
}
