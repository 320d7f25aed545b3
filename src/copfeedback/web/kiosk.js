// The only script of the light door. Pages are fetched and put in place of one another, so that
// the browser's history never holds an answer. Without it, the pages work as everywhere else.
(() => {
  const ASK_AFTER = 90000, WAIT = 30000, FINISHED = 20000, PATIENCE = 20000, TRY_AGAIN = 10000;
  const root = document.documentElement, begin = root.dataset.begin, noStart = document.getElementById("no-start");
  const dialog = () => document.getElementById("still-there");
  let asking = 0, leaving = 0, retrying = 0;
  // Nothing is left while there is no connection: the browser's own error page would stay for ever.
  const leave = async (address) => {
    try {
      const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
      if (answer.status < 500) return location.replace(address);
    } catch {}
    dialog()?.close();
    document.querySelector("main").replaceChildren(noStart.content.cloneNode(true));
    clearTimeout(retrying);
    retrying = setTimeout(startOver, TRY_AGAIN);
  };
  const startOver = () => leave(begin);
  const ask = () => {
    if ([...document.querySelectorAll("audio")].some((sound) => !sound.paused && !sound.ended)) return touch();
    if (root.dataset.start === "yes") return startOver();
    dialog()?.showModal();
    touch();
  };
  const touch = () => {
    clearTimeout(asking);
    if (dialog()?.open) {
      clearTimeout(leaving);
      leaving = setTimeout(startOver, WAIT);
    } else asking = setTimeout(ask, ASK_AFTER);
  };
  const stay = () => {
    clearTimeout(leaving);
    touch();
  };
  const show = (html, status) => {
    const page = new DOMParser().parseFromString(html, "text/html"), its = page.documentElement;
    // A failure of the server, or of what stands before it, must not take the answers away.
    if (status > 499 && !its.dataset.begin) throw new Error(status);
    for (const name of ["lang", "dir"]) root.setAttribute(name, its.getAttribute(name));
    root.dataset.start = its.dataset.start ?? "yes";
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    (document.querySelector("main .summary") ?? document.querySelector("h1"))?.focus();
    if (!its.dataset.begin || document.querySelector("[data-finished]")) leaving = setTimeout(startOver, FINISHED);
    touch();
  };
  const send = async (form, button) => {
    const sent = new URLSearchParams(new FormData(form)), buttons = form.querySelectorAll("button");
    if (button?.name) sent.append(button.name, button.value);
    for (const each of buttons) each.disabled = true;
    document.getElementById("no-connection").hidden = true;
    try {
      const answer = await fetch(button?.getAttribute("formaction") ?? form.action, {
        method: "POST", body: sent, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE),
      });
      show(await answer.text(), answer.status);
    } catch {
      for (const each of buttons) each.disabled = false;
      const told = document.getElementById("no-connection");
      told.hidden = false;
      told.scrollIntoView({ block: "nearest" });
    }
  };
  const lookAt = (id) => {
    const place = document.getElementById(id), field = "h1, input:not([type=hidden]), select, textarea";
    (place?.matches(field) ? place : place?.querySelector(field))?.focus();
    place?.scrollIntoView();
  };
  addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]"), address = link?.getAttribute("href");
    if (link) event.preventDefault();
    if (event.target.closest("[data-over]")) startOver();
    else if (event.target.closest("dialog")) {
      dialog().close();
      stay();
    }
    else if (address?.startsWith("#")) lookAt(address.slice(1));
    else if (link) leave(address.includes("/kiosk/") ? address : begin);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) startOver(); });
  addEventListener("close", stay, true); // by the keyboard
  for (const event of ["pointerdown", "keydown", "input", "scroll", "play", "ended"]) {
    addEventListener(event, touch, { capture: true, passive: true });
  }
  touch();
})();
