// Counts by month, drawn by uPlot from the data attributes of a page. A table beside each chart tells the same.
"use strict";
(() => {
  const DAY = 86400;
  const LONG = 10 * 365 * DAY; // beyond that, only the last years are shown at first
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const COLOURS = {
    "verbal cooperation": "--coop-pale", "material cooperation": "--coop",
    "verbal conflict": "--conf-pale", "material conflict": "--conf", statements: "--said",
  };
  const lastDay = (month) => {
    const [year, number] = month.split("-").map(Number);
    return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  };
  const axis = (more) => ({ stroke: style("--soft"), grid: { stroke: style("--line"), width: 1 }, ticks: { show: false }, ...more });

  // Each row on the ones before it; the uppermost is drawn first, so that all can be seen.
  const stacked = (series) => {
    const sums = [];
    let last = null;
    for (const one of series) {
      last = one.values.map((value, place) => value + (last ? last[place] : 0));
      sums.push({ name: one.name, values: one.values, sums: last });
    }
    return sums.reverse();
  };
  const bar = (one, sums, sign) => ({
    label: one.name, fill: style(COLOURS[one.name]), stroke: style(COLOURS[one.name]), width: 0,
    paths: uPlot.paths.bars({ size: [0.85, 40] }), points: { show: false },
    value: (chart, value, index, place) => (place === null || place === undefined ? "" : one.values[place]),
    drawn: sums.map((value) => sign * value),
  });

  const draw = (element) => {
    const data = JSON.parse(element.dataset.values);
    const pair = element.dataset.chart === "pair";
    const find = (name) => data.series.find((one) => one.name === name);
    const bars = [];
    if (pair) {
      const up = [find("material cooperation"), find("verbal cooperation")];
      const down = [find("material conflict"), find("verbal conflict")];
      stacked(up).forEach((one) => bars.push(bar(one, one.sums, 1)));
      stacked(down).forEach((one) => bars.push(bar(one, one.sums, -1)));
    } else {
      stacked(data.series).forEach((one) => bars.push(bar(one, one.sums, 1)));
    }
    const rows = [data.times, ...bars.map((one) => one.drawn)];
    const series = [{ label: "month", value: (chart, value, index, place) => data.months[place] ?? "" }];
    bars.forEach(({ drawn, ...one }) => series.push(one));
    const axes = [axis({}), axis({ size: 40, values: (chart, marks) => marks.map((mark) => (Number.isInteger(mark) ? Math.abs(mark) : "")) })];
    const scales = { x: { time: true, range: (chart, low, high) => [low - 20 * DAY, high + 20 * DAY] } };
    if (pair) {
      const said = find("statements");
      series.push({ label: "statements", stroke: style("--said"), width: 0, points: { show: true, size: 7, fill: style("--said") } });
      rows.push(said.values.map((value) => value || null));
      series.push({ label: "mean score", stroke: style("--ink"), width: 1.5, spanGaps: true, scale: "score", points: { show: true, size: 4 } });
      rows.push(data.scale);
      // Nought of both axes lies in the middle.
      scales.y = { range: (chart, low, high) => { const most = Math.max(-low, high, 1) * 1.1; return [-most, most]; } };
      scales.score = { range: [-10, 10] };
      axes.push(axis({ side: 1, scale: "score", size: 35, grid: { show: false } }));
    }
    const month = { value: null };
    const options = {
      width: element.clientWidth, height: Math.max(element.clientHeight - 30, 100), series, axes, scales, tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "UTC"),
      cursor: { drag: { x: true, y: false, setScale: !element.dataset.drag } },
      hooks: {
        setCursor: [(chart) => { month.value = data.months[chart.cursor.idx] ?? null; }],
        setSelect: [(chart) => { if (element.dataset.drag && chart.select.width > 2) dragged(element, chart); }],
      },
    };
    const chart = new uPlot(options, rows, element);
    element.dataset.drawn = "yes";
    const first = data.times[0], last = data.times.at(-1);
    if (last - first > LONG && !element.dataset.since) chart.setScale("x", { min: last - LONG / 2, max: last });
    let pressed = 0;
    chart.over.addEventListener("pointerdown", (event) => { pressed = event.clientX; });
    chart.over.addEventListener("click", (event) => {
      if (month.value && Math.abs(event.clientX - pressed) < 3) go(element, `${month.value}-01`, lastDay(month.value), month.value);
    });
    new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: options.height })).observe(element);
  };

  const address = (element, since, until, month) =>
    element.dataset.link.replace("__since__", since).replace("__until__", until).replace("__month__", month ?? "");

  const go = (element, since, until, month) => {
    const wanted = address(element, since, until, month);
    if (element.dataset.drag) narrow(element, wanted, since, until);
    else location.assign(wanted);
  };

  const dragged = (element, chart) => {
    const day = (place) => new Date(chart.posToVal(place, "x") * 1000);
    const since = day(chart.select.left), until = day(chart.select.left + chart.select.width);
    go(element, since.toISOString().slice(0, 10), until.toISOString().slice(0, 10));
  };

  // The rest of the page for other days, without loading the page again.
  const narrow = async (element, wanted, since, until) => {
    const target = document.querySelector(element.dataset.drag);
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(wanted, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(element.dataset.drag);
      target.replaceWith(document.adoptNode(fresh));
      history.replaceState(null, "", wanted);
      for (const [name, value] of [["since", since], ["until", until]]) {
        const field = document.querySelector(`.filters [name="${name}"]`);
        if (field) field.value = value;
      }
      document.dispatchEvent(new CustomEvent("results"));
    } catch {
      location.assign(wanted);
    }
  };

  for (const element of document.querySelectorAll("[data-chart]")) draw(element);
})();
