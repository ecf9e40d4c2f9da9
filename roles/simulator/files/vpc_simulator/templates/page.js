"use strict";
// Fetches the page again and again and replaces the parts that have changed. It runs nothing from the response.
(() => {
  const parts = ["about", "numbers", "wide", "narrow", "calls"];
  const live = document.getElementById("live");

  async function refresh() {
    const response = await fetch("/", {
      headers: { Accept: "text/html" },
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of parts) {
      const shown = document.getElementById(id);
      const wanted = fresh.getElementById(id);
      if (wanted && shown.innerHTML !== wanted.innerHTML) {
        shown.replaceChildren(...wanted.childNodes);
      }
    }
  }

  async function keepRefreshing() {
    if (!document.hidden) {
      try {
        await refresh();
        live.textContent = "live";
        live.className = "good";
      } catch {
        live.textContent = "the simulator does not respond";
        live.className = "bad";
      }
    }
    setTimeout(keepRefreshing, 1000);
  }

  keepRefreshing();
})();
