// Who takes part in the same events, drawn by Cytoscape.js from a data attribute. A table beside it tells the same.
"use strict";
(() => {
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const lean = (quads) => {
    const sum = (what) => (quads[`verbal ${what}`] ?? 0) + (quads[`material ${what}`] ?? 0);
    return sum("cooperation") - sum("conflict");
  };
  const page = (key) => `/entities/${encodeURIComponent(key)}`;
  const draw = (element) => {
    const data = JSON.parse(element.dataset.network);
    const nodes = [{ data: { id: "center", label: data.center.name, size: 34, known: 1 } }];
    const edges = [];
    for (const one of data.partners) {
      nodes.push({ data: { id: `p${nodes.length}`, key: one.key, label: one.name, size: 12 + 5 * Math.log2(1 + one.total), known: one.known ? 1 : 0 } });
      const towards = lean(one.quads), any = Object.keys(one.quads).length > 0;
      const colour = style(!any ? "--soft" : towards >= 0 ? "--coop" : "--conf");
      edges.push({ data: {
        source: "center", target: nodes.at(-1).data.id, key: one.key, known: one.known ? 1 : 0, colour, width: 1 + Math.log2(1 + one.total),
        line: any ? "solid" : "dashed", there: one.to ? "triangle" : "none", back: one.by ? "triangle" : "none",
      } });
    }
    const graph = cytoscape({
      container: element, elements: { nodes, edges }, minZoom: 0.3, maxZoom: 3, userZoomingEnabled: false,
      layout: { name: "concentric", concentric: (node) => (node.id() === "center" ? 2 : 1), levelWidth: () => 1, minNodeSpacing: 40, avoidOverlap: true, padding: 20 },
      style: [
        { selector: "node", style: { label: "data(label)", width: "data(size)", height: "data(size)", "background-color": style("--soft"), color: style("--ink"), "font-size": 12, "text-outline-color": style("--paper"), "text-outline-width": 2, "text-max-width": 110, "text-wrap": "ellipsis" } },
        { selector: "#center", style: { "background-color": style("--link"), "font-weight": "bold", "font-size": 14 } },
        { selector: "edge", style: { width: "data(width)", "line-color": "data(colour)", "line-style": "data(line)", "curve-style": "straight", "target-arrow-shape": "data(there)", "source-arrow-shape": "data(back)", "target-arrow-color": "data(colour)", "source-arrow-color": "data(colour)", opacity: 0.8 } },
      ],
    });
    graph.on("tap", "node[known = 1]", (event) => { const key = event.target.data("key"); if (key) location.assign(page(key)); });
    graph.on("tap", "edge[known = 1]", (event) => location.assign(`/pairs/${encodeURIComponent(data.center.key)}/${encodeURIComponent(event.target.data("key"))}`));
  };
  const load = () => new Promise((done) => {
    const script = document.createElement("script");
    script.src = "/static/vendor/cytoscape-3.35.0.min.js";
    script.onload = done;
    document.head.append(script);
  });
  // It is large, and the network stands below what is seen first: it is fetched when that comes near.
  const near = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter((one) => one.isIntersecting)) {
      near.unobserve(target);
      load().then(() => draw(target));
    }
  }, { rootMargin: "200px" });
  // What htmx has brought, and the page itself.
  document.addEventListener("htmx:load", (event) => {
    for (const element of event.detail.elt.querySelectorAll("[data-network]")) near.observe(element);
  });
})();
