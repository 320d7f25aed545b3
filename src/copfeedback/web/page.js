// What Streamlit cannot do from its side of the wire; it renders the element, see ui/frame.py.
(() => {
  function nameFileButtons() {
    const buttons = document.querySelectorAll('[data-testid="stFileUploaderDropzone"] button');
    for (const button of buttons) {
      button.setAttribute("aria-label", document.documentElement.dataset.choose);
    }
  }

  const page = document.getElementById("copfeedback-page");
  if (!page) return;
  const { tag, direction, place, menu, staffMenu, choose } = page.dataset;
  const root = document.documentElement;
  root.style.setProperty("--choose-a-file", JSON.stringify(choose)); // see full_door.css
  root.dataset.choose = choose;
  nameFileButtons();
  if (root.lang !== tag) {
    // The language was changed without a reload, which would have lost what is being entered.
    root.lang = tag;
    root.dir = direction;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `lang=${tag}; Path=/; SameSite=Lax${secure}`;
  }
  for (const [group, name] of [["menu", menu], ["staff-menu", staffMenu]]) {
    const links = document.querySelector(`.st-key-${group}`);
    links?.setAttribute("role", "navigation");
    links?.setAttribute("aria-label", name);
    for (const link of links?.querySelectorAll("a") ?? []) {
      if (link.getAttribute("href") === "") link.setAttribute("href", "./"); // home, from any page
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
  if (root.dataset.place !== undefined && root.dataset.place !== place) {
    // Another screen: begin at its top, and let a screen reader read its heading.
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    document.getElementById("main-content")?.focus({ preventScroll: true });
  }
  root.dataset.place = place;
  if (root.dataset.listens) return;
  root.dataset.listens = "yes";
  new MutationObserver(nameFileButtons).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-copies]");
    const source = button && document.getElementById(button.dataset.copies);
    if (!source) return;
    // Without HTTPS there is no clipboard: what is selected can be copied by hand.
    getSelection().selectAllChildren(source);
    await navigator.clipboard?.writeText(source.textContent);
    if (navigator.clipboard) button.textContent = button.dataset.done;
  });
  document.addEventListener("click", (event) => {
    // Plotly makes the image here in the browser; its own button knows one format and English.
    const button = event.target.closest?.("button[data-saves]");
    const chart = button && document.querySelector(`.${button.dataset.saves} .js-plotly-plot`);
    if (!chart) return;
    const { format, name } = button.dataset;
    chart._context.toImageButtonOptions = { format, filename: name, width: 1000, scale: 2 };
    chart.querySelector(".modebar-btn").dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
})();
