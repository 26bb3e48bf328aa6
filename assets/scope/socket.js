// The line to a run: frames and states come in, acknowledgements and commands go out; it mends itself when it breaks.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const PATIENCE = 5;

/**
 * Open `/live/{run}` at `url` and keep it open. `on.frame(buffer)` gets a frame's bytes, `on.state(state)` the run's state,
 * `on.refused(sentence)` why a command was not taken, `on.lost(seconds)` that the line is down until the next try,
 * `on.gone()` instead when several tries in a row have failed, and `on.open()` that it is up. Returns `{drawn, command, close}`.
 */
export function openSocket(url, key, on) {
  const address = new URL(url, document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  let socket;
  let wait = FIRST_WAIT;
  let timer = 0;
  let failures = 0;
  let up = false;
  let closed = false;

  function open() {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      up = true;
      failures = 0;
      send({ hello: key });
      on.open();
    };
    socket.onmessage = ({ data }) => {
      wait = FIRST_WAIT;
      if (data instanceof ArrayBuffer) return on.frame(data);
      const message = JSON.parse(data);
      if (message.state) on.state(message.state);
      if (message.refused) on.refused(message.refused);
    };
    socket.onclose = () => {
      if (closed) return;
      failures += up ? 0 : 1;
      up = false;
      if (failures < PATIENCE) on.lost(wait / 1000);
      else on.gone();
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    };
  }

  function send(message) {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  open();
  return {
    /** Tell the server that the frame of `step` is on screen: it may send the next. */
    drawn: (step) => send({ drawn: step }),
    /** Send a command; false when the line is down. */
    command: (name, more = {}) => send({ command: name, ...more }),
    close() {
      closed = true;
      clearTimeout(timer);
      socket.onmessage = null;
      socket.close();
    },
  };
}
