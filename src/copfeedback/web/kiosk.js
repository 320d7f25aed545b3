// The only script of the light door. Pages are fetched and put in place of one another, so that
// the browser's history never holds an answer. Without it, the pages work as everywhere else.
(() => {
  const ASK_AFTER = 90000, WAIT = 30000, FINISHED = 20000;
  const begin = document.documentElement.dataset.begin;
  const sounds = () => [...document.querySelectorAll("audio")];
  const dialog = () => document.getElementById("still-there");
  let asking = 0, leaving = 0;
  const startOver = () => location.replace(begin);
  const ask = () => {
    if (document.documentElement.dataset.start === "yes") return;
    if (sounds().some((sound) => !sound.paused && !sound.ended)) return touch();
    dialog()?.showModal();
    leaving = setTimeout(startOver, WAIT);
  };
  const touch = () => {
    clearTimeout(asking);
    clearTimeout(leaving);
    if (dialog()?.open) dialog().close();
    asking = setTimeout(ask, ASK_AFTER);
  };
  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const root = document.documentElement;
    for (const name of ["lang", "dir"]) root.setAttribute(name, page.documentElement.getAttribute(name));
    root.dataset.start = page.documentElement.dataset.start;
    root.dataset.begin = page.documentElement.dataset.begin;
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    (document.querySelector(".summary") ?? document.querySelector("h1"))?.focus();
    if (document.querySelector("[data-finished]")) setTimeout(startOver, FINISHED);
    touch();
  };
  const send = async (form, button) => {
    const sent = new URLSearchParams(new FormData(form));
    if (button?.name) sent.append(button.name, button.value);
    for (const each of document.querySelectorAll("button")) each.disabled = true;
    try {
      const answer = await fetch(button?.getAttribute("formaction") ?? form.action, {
        method: "POST", body: sent, cache: "no-store", credentials: "omit",
      });
      show(await answer.text());
    } catch {
      for (const each of document.querySelectorAll("button")) each.disabled = false;
      document.getElementById("no-connection")?.removeAttribute("hidden");
    }
  };
  addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (event.target.closest("[data-over]")) startOver();
    else if (link && !link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      location.replace(link.href);
    }
  });
  addEventListener("pageshow", (event) => { if (event.persisted) startOver(); });
  for (const event of ["pointerdown", "keydown", "scroll", "play", "ended"]) {
    addEventListener(event, touch, { capture: true, passive: true });
  }
  touch();
})();
