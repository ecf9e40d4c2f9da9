"use strict";
// Fetches the page again and again and changes what differs. It keeps the other nodes, and with
// them the selection and the scroll position. It runs nothing from the response.
(() => {
  const parts = ["about", "numbers", "wide", "middle", "narrow", "calls"];
  const live = document.getElementById("live");

  const keyOf = (node) => node.dataset?.key;
  const matches = (node, wanted) => node.nodeName === wanted.nodeName && keyOf(node) === keyOf(wanted);

  // Make the children of a node those of the wanted one. A kept node is never moved, which would drop its selection.
  function updateChildren(shown, wanted) {
    const keys = new Set([...wanted.childNodes].map(keyOf));
    for (const node of [...shown.childNodes]) {
      if (keyOf(node) && !keys.has(keyOf(node))) {
        node.remove();
      }
    }
    const keyed = new Map([...shown.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
    let next = shown.firstChild;
    for (const node of [...wanted.childNodes]) {
      if (next && matches(next, node)) {
        update(next, node);
        next = next.nextSibling;
      } else if (keyed.has(keyOf(node)) && matches(keyed.get(keyOf(node)), node)) {
        const found = keyed.get(keyOf(node));
        update(found, node);
        shown.insertBefore(found, next);
      } else {
        shown.insertBefore(node, next);
      }
    }
    while (next) {
      const rest = next;
      next = next.nextSibling;
      rest.remove();
    }
  }

  function update(shown, wanted) {
    if (shown.isEqualNode(wanted)) {
      return;
    }
    if (shown.nodeType !== Node.ELEMENT_NODE) {
      shown.nodeValue = wanted.nodeValue;
      return;
    }
    for (const { name } of [...shown.attributes]) {
      if (!wanted.hasAttribute(name)) {
        shown.removeAttribute(name);
      }
    }
    for (const { name, value } of [...wanted.attributes]) {
      shown.setAttribute(name, value);
    }
    updateChildren(shown, wanted);
  }

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
        updateChildren(shown, wanted);
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
