// Light or dark: as the system has it, until the button says otherwise; pressed back, it is the system's again.
(() => {
  const KEY = "quoth-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  let chosen = read();
  const dark = () => (chosen ? chosen === "dark" : system.matches);
  const apply = () => {
    document.documentElement.style.colorScheme = dark() ? "dark" : "light";
    if (document.body && document.body.classList.contains("dark") !== dark()) document.body.classList.toggle("dark", dark());
    const button = document.querySelector("#quoth-theme");
    if (button && button.getAttribute("aria-pressed") !== String(dark())) button.setAttribute("aria-pressed", dark());
  };
  // Gradio sets the class too, when it starts and when the system changes.
  new MutationObserver(apply).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#quoth-theme")) return;
    chosen = dark() ? "light" : "dark";
    if ((chosen === "dark") === system.matches) chosen = null;
    try {
      chosen ? localStorage.setItem(KEY, chosen) : localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing forgets it on the next visit.
    }
    apply();
  });
})();
