// What Streamlit cannot do from its side of the wire; it renders the element, see ui/frame.py.
(() => {
  const page = document.getElementById("copfeedback-page");
  if (!page) return;
  const { tag, direction, place, menu, staffMenu } = page.dataset;
  const root = document.documentElement;
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
})();
