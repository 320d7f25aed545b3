// What Streamlit cannot do from its side of the wire; it renders the element, see ui/frame.py.
(() => {
  const page = document.getElementById("copfeedback-page");
  if (!page) return;
  const { tag, direction, place } = page.dataset;
  const root = document.documentElement;
  if (root.lang !== tag) {
    // The language was changed without a reload, which would have lost what is being entered.
    root.lang = tag;
    root.dir = direction;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `lang=${tag}; Path=/; SameSite=Lax${secure}`;
  }
  if (root.dataset.place !== undefined && root.dataset.place !== place) {
    // Another screen: begin at its top, and let a screen reader read its heading.
    document.getElementById("main-content")?.focus();
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
  root.dataset.place = place;
})();
