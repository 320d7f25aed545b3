// Keeps what is written into minutes: every five seconds, each entry with the version it was
// written on. What does not reach the portal stays in this tab, also through signing in again.
(() => {
  const SAVE_EVERY = 5000, ASK_EVERY = 20000, PATIENCE = 15000;
  const FIELDS = ["text", "decision", "manner", "dissent", "affected", "cannot", "answered"];
  const state = document.getElementById("state"), says = state.dataset, forms = [...document.querySelectorAll("form[data-item]")];
  const [quiet, loud] = state.children, links = [...document.querySelectorAll("a[data-to]")];
  const saved = new Map(), sent = new Map(), aside = new Map(), busy = new Map();
  const one = says.view === "one";
  let current = forms.find((form) => form.dataset.item === says.item) ?? forms[0], failing = false, out = false, leaving = false;
  const place = (form) => `minutes.${says.who}.${says.meeting}.${form.dataset.item}`;
  const read = (form) => JSON.stringify(FIELDS.map((name) => form.elements[name].value));
  const write = (form, texts) => JSON.parse(texts).forEach((text, at) => { form.elements[FIELDS[at]].value = text; });
  const isUnsaved = (form) => read(form) !== saved.get(form);
  const keep = (form) => {
    try {
      if (isUnsaved(form)) sessionStorage.setItem(place(form), JSON.stringify([read(form), form.elements.base.value]));
      else sessionStorage.removeItem(place(form));
    } catch {} // a full or forbidden store: the page itself still holds the text
  };
  const tell = (problem = "") => {
    if (loud.textContent !== problem) loud.textContent = problem;
    state.classList.toggle("bad", Boolean(problem));
    const again = document.getElementById("sign-in");
    again.hidden = !out;
    again.search = new URLSearchParams({ lang: document.documentElement.lang, next: `${location.pathname}?item=${current.dataset.item}` });
  };
  const beside = (form) => form.querySelector(".beside-it");
  const conflict = (form, answer) => {
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    beside(form).replaceChildren(...page.body.childNodes);
    for (const button of beside(form).querySelectorAll("button[data-take]")) {
      button.onclick = () => {
        if (button.dataset.take === "theirs") {
          write(form, answer.theirs);
          saved.set(form, read(form));
        }
        form.elements.base.value = answer.version;
        beside(form).replaceChildren();
        delete form.dataset.conflict;
        keep(form);
        tell();
        form.elements.text.focus();
        save(form);
      };
    }
    form.dataset.conflict = answer.version;
    quiet.textContent = "";
    tell(says.overtaken);
  };
  // The page was opened in a session that is over, but there may be another one by now.
  const renew = async () => {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    const token = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-item] [name=csrf]");
    if (!token) return false;
    for (const form of forms) form.elements.csrf.value = token.value;
    return true;
  };
  const send = async (form, last) => {
    const texts = read(form), body = new URLSearchParams(new FormData(form));
    const earlier = sent.get(form);
    sent.set(form, texts);
    const answer = await fetch(form.action, {
      method: "POST", body, cache: "no-store", headers: { Accept: "application/json" }, keepalive: last && body.toString().length < 60000,
      ...(last ? {} : { signal: AbortSignal.timeout(PATIENCE) }),
    });
    if (answer.status === 401 || answer.status === 403) {
      if (answer.status === 403 && !last && await renew()) return isUnsaved(form) ? send(form) : undefined;
      out = true;
      return tell(says.out);
    }
    const told = answer.headers.get("content-type")?.includes("json") && await answer.json();
    if (!told) throw new Error(answer.status);
    failing = out = false;
    if (told.problem) return tell(told.problem);
    if (told.conflict) {
      // Overtaken by an own saving whose answer got lost is no conflict.
      if (told.conflict.mine && told.conflict.theirs === earlier) {
        form.elements.base.value = told.conflict.version;
        return send(form);
      }
      aside.set(form, texts);
      if (form.dataset.conflict !== String(told.conflict.version)) conflict(form, told.conflict);
      return false;
    }
    form.elements.base.value = told.version;
    saved.set(form, texts);
    keep(form);
    quiet.textContent = says.saved.replace("{}", told.at);
    tell(forms.some((each) => each.dataset.conflict) ? says.overtaken : "");
    return true;
  };
  const save = (form, last) => {
    const next = (busy.get(form) ?? Promise.resolve()).then(() => isUnsaved(form) ? send(form, last) : !form.dataset.conflict).catch(() => {
      failing = true;
      tell(says.offline);
      return false;
    });
    busy.set(form, next);
    return next;
  };
  // Where the page itself came with a conflict, nothing is sent before somebody has decided.
  const isNew = (form) => isUnsaved(form) && !(form.dataset.conflict && (!aside.has(form) || aside.get(form) === read(form)));
  const saveAll = (last) => forms.filter(isNew).forEach((form) => save(form, last === true));
  const ask = async () => {
    const known = forms.map((form) => `${form.dataset.item}.${form.elements.base.value}`).join("-");
    try {
      const answer = await fetch(`${says.ask}&known=${known}`, { cache: "no-store", redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.type === "opaqueredirect") {
        out = true;
        return tell(says.out);
      }
      if (!answer.ok) throw new Error(answer.status);
      if (failing) tell();
      failing = out = false;
      for (const entry of await answer.json()) {
        const form = forms.find((each) => each.dataset.item === entry.item);
        if (!form || isUnsaved(form) || form.dataset.conflict || Number(form.elements.base.value) >= entry.version) continue;
        form.elements.base.value = entry.version;
        write(form, entry.texts);
        saved.set(form, read(form));
        const note = document.createElement("p");
        note.className = "note";
        note.textContent = entry.told;
        beside(form).replaceChildren(note);
      }
    } catch {
      failing = true;
      tell(says.offline);
    }
  };
  const show = (form, field) => {
    const here = document.querySelector("form[data-item] button[accesskey]"), there = form.querySelector("button[value=save]");
    if (here && here !== there) {
      for (const name of ["accesskey", "data-step"]) {
        if (here.hasAttribute(name)) there.setAttribute(name, here.getAttribute(name));
        here.removeAttribute(name);
      }
    }
    current = form;
    for (const each of forms) each.hidden = one && each !== form;
    for (const link of links) {
      if (link.dataset.to === form.dataset.item) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    history.replaceState(null, "", form.getAttribute("action"));
    form.scrollIntoView();
    (field ? form.elements.text : form.querySelector("h2")).focus();
  };
  const go = (by) => {
    const link = links[links.findIndex((each) => each.dataset.to === current.dataset.item) + by];
    const next = forms.find((form) => form.dataset.item === link?.dataset.to);
    if (next) show(next);
    else if (link) location.assign(link.href);
  };
  for (const form of forms) {
    saved.set(form, read(form));
    if (form.dataset.conflict) sessionStorage.removeItem(place(form));
    const waiting = sessionStorage.getItem(place(form));
    if (!waiting) continue;
    const [texts, base] = JSON.parse(waiting);
    if (texts !== saved.get(form)) {
      write(form, texts);
      form.elements.base.value = base;
    }
    keep(form);
  }
  addEventListener("input", (event) => {
    const form = event.target.closest("form[data-item]");
    if (!form) return;
    keep(form);
    if (!failing && !out && isUnsaved(form)) quiet.textContent = says.unsaved;
  });
  addEventListener("focusin", (event) => { if (!one) current = event.target.closest("form[data-item]") ?? current; });
  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!forms.includes(form)) return;
    if (event.submitter?.value !== "save" || (form.dataset.conflict && !aside.has(form))) return;
    event.preventDefault();
    const done = await save(form), next = forms[forms.indexOf(form) + 1];
    if (form.dataset.conflict || (!done && !failing)) return beside(form).scrollIntoView();
    if (next) show(next, true);
    else if (done && !forms.some(isUnsaved)) location.assign(says.onward);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.id === "sign-in") leaving = true;
    const form = link?.dataset.to && forms.find((each) => each.dataset.item === link.dataset.to);
    if (form) {
      event.preventDefault();
      show(form);
    } else if (link?.dataset.by) {
      event.preventDefault();
      go(Number(link.dataset.by));
    }
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const inField = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape" && inField) current.querySelector("h2").focus();
    else if (!inField && "np".includes(event.key)) go(event.key === "n" ? 1 : -1);
  });
  addEventListener("beforeunload", (event) => { if (!leaving && (failing || out) && forms.some(isUnsaved)) event.preventDefault(); });
  addEventListener("pagehide", () => saveAll(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(true); });
  addEventListener("online", () => saveAll());
  setInterval(saveAll, SAVE_EVERY);
  setInterval(ask, ASK_EVERY);
  saveAll();
})();
