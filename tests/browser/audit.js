// What is wrong with the page, in words: names, labels, ids, links within it, width, contrast. All that can be opened is.
() => {
  const wrong = [];
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const panel of document.querySelectorAll(".panel")) panel.classList.add("open");
  const short = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 100);

  if (!document.title.trim()) wrong.push("no title");
  if (!document.documentElement.lang) wrong.push("no language");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`id twice: ${id}`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (![...field.labels].some((label) => label.textContent.trim()) && !field.getAttribute("aria-label")) wrong.push(`no label: ${short(field)}`);
  }
  for (const button of document.querySelectorAll("button, a[href]")) {
    if (!button.textContent.trim() && !button.getAttribute("aria-label")) wrong.push(`no words: ${short(button)}`);
  }
  for (const name of ["aria-labelledby", "aria-describedby"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!document.getElementById(element.getAttribute(name))) wrong.push(`${name} of nothing: ${short(element)}`);
    }
  }
  for (const link of document.querySelectorAll("a[href^='#']:not([role=button])")) {
    const id = link.getAttribute("href").slice(1);
    if (id && !document.getElementById(id) && !document.getElementById(decodeURIComponent(id))) wrong.push(`a link to nothing: ${short(link)}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const beyond = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    wrong.push(`${root.scrollWidth} wide in ${root.clientWidth}: ${beyond.slice(0, 3).map(short).join(" | ")}`);
  }

  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (upper, lower) => [0, 1, 2].map((one) => upper[one] * upper[3] + lower[one] * (1 - upper[3])).concat(1);
  const upwards = (element) => { const found = []; for (let one = element; one; one = one.parentElement) found.push(one); return found; };
  const light = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, option, .leaflet-disabled")) continue;
    const chain = upwards(element);
    const lower = chain.map((one) => parts(getComputedStyle(one).backgroundColor)).reduceRight((below, above) => over(above, below), [255, 255, 255, 1]);
    const colour = parts(getComputedStyle(element).color);
    colour[3] *= chain.reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
    const [high, low] = [light(over(colour, lower)), light(lower)].sort((one, other) => other - one);
    const ratio = (high + 0.05) / (low + 0.05);
    const said = `contrast ${ratio.toFixed(2)}: <${element.tagName.toLowerCase()} class="${element.className}">`;
    if (ratio < 4.5 && !seen.has(said)) wrong.push(`${said} ${texts.currentNode.data.trim().slice(0, 40)}`);
    seen.add(said);
  }
  return wrong;
}
