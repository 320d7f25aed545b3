// Says at <html data-run="…"> whether what was last asked of the full door has been answered.
//
// Streamlit's own sign of a running script turns up only once the server has begun, so that on a
// busy machine a page looks at rest just after a press. Fields and codes: BackMsg.proto and
// ForwardMsg.proto of Streamlit.
(() => {
  const RERUN_SCRIPT = 11, NEW_SESSION = 4, SCRIPT_FINISHED = 6, FOR_RERUN = 2;
  const watched = new WeakSet();
  let begun = false;

  const say = (state) => document.documentElement.setAttribute("data-run", state);

  function* fields(bytes) {
    let at = 0;
    const number = () => {
      for (let value = 0, scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      const value = number();  // of a field with a length: that length
      yield [tag >> 3, value];
      if ((tag & 7) === 2) at += value;
    }
  }

  function received(event) {
    for (const [field, value] of fields(new Uint8Array(event.data))) {
      if (field === NEW_SESSION) begun = true;
      if (field === SCRIPT_FINISHED && begun && value !== FOR_RERUN) say("done");
    }
  }

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (!watched.has(this)) {
      watched.add(this);
      this.addEventListener("message", received);
    }
    if (data instanceof Uint8Array && data[0] >> 3 === RERUN_SCRIPT) {
      begun = false;
      say("asked");
    }
    return send.call(this, data);
  };
})();
