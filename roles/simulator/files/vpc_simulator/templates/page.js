"use strict";
// Fetches the parts of the page that have changed, again and again, and changes what differs. It keeps the other nodes,
// and with them the selection and the scroll position. It runs nothing from the response.
(() => {
  let version = document.body.dataset.version;
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
    const response = await fetch(`/_simulator/page?since=${version}`, {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    document.getElementById("now").textContent = response.headers.get("simulated-time");
    if (response.status === 204) {
      return;
    }
    const changed = await response.json();
    for (const [id, text] of Object.entries(changed.parts)) {
      const fresh = new DOMParser().parseFromString(text, "text/html");
      updateChildren(document.getElementById(id), fresh.body);
    }
    version = changed.version;
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
