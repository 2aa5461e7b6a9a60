// Makes the charts that the server drew live: values under the pointer, and the way from a bar to its row. Plotly is a
// megabyte, so it is fetched when a chart is looked at and the browser is idle; on a phone, or where data is dear, not
// before the chart is touched. Until then, and if it can't be fetched, the drawing stands.
// The figure lies as JSON beside each chart; its colours are names that the style sheets know.

const CONFIG = {
  locale: "sv",
  responsive: true,
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
};
const SWEDISH = {
  moduleType: "locale",
  name: "sv",
  dictionary: {},
  format: {
    days: ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"],
    shortDays: ["sön", "mån", "tis", "ons", "tor", "fre", "lör"],
    months: [
      "januari",
      "februari",
      "mars",
      "april",
      "maj",
      "juni",
      "juli",
      "augusti",
      "september",
      "oktober",
      "november",
      "december",
    ],
    shortMonths: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    date: "%Y-%m-%d",
  },
};
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function recoloured(node, colours) {
  if (typeof node === "string") return colours.get(node.toLowerCase()) ?? node;
  if (Array.isArray(node)) return node.map((one) => recoloured(one, colours));
  if (node && typeof node === "object") {
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, recoloured(one, colours)]));
  }
  return node;
}

function coloursNow(tokens) {
  const style = getComputedStyle(document.documentElement);
  return new Map(
    Object.entries(tokens).map(([colour, name]) => [colour, style.getPropertyValue(name).trim() || colour]),
  );
}

const connection = navigator.connection;
const sparing =
  window.matchMedia("(hover: none)").matches ||
  Boolean(connection?.saveData) ||
  /2g|3g/.test(connection?.effectiveType ?? "");
let fetched;

function fetchPlotly(address) {
  fetched ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => {
      window.Plotly.register(SWEDISH);
      resolve();
    });
    script.addEventListener("error", () => {
      fetched = undefined;
      script.remove();
      reject(new Error(address));
    });
    document.head.append(script);
  });
  return fetched;
}

function draw(place) {
  const source = document.getElementById(`${place.dataset.chart}-figur`);
  const figure = JSON.parse(source.textContent);
  const colours = coloursNow(figure.layout.meta?.tokens ?? {});
  const { data, layout } = recoloured({ data: figure.data, layout: { ...figure.layout, meta: null } }, colours);
  layout.hoverlabel = {
    bgcolor: colours.get("#17252b"),
    font: { color: getComputedStyle(document.documentElement).getPropertyValue("--paper").trim() },
  };
  layout.height = Number(place.dataset.height);
  if (calm.matches) layout.transition = { duration: 0 };
  return window.Plotly.react(place.querySelector(".chart__live"), data, layout, CONFIG);
}

function showRow({ points: [point] }) {
  const area = Array.isArray(point.customdata) ? point.customdata[2] : undefined;
  const row = area && document.getElementById(`verksamhet-${area}`);
  if (!row) return;
  window.location.hash = row.id;
  row.scrollIntoView({ block: "center" });
}

async function makeLive(place) {
  if (place.dataset.height) return;
  // As high as the drawing, so that nothing below it moves.
  place.dataset.height = String(Math.round(place.getBoundingClientRect().height));
  try {
    await fetchPlotly(place.dataset.plotly);
    place.classList.add("chart--live");
    const live = await draw(place);
    live.on("plotly_click", showRow);
  } catch {
    place.classList.remove("chart--live");
    delete place.dataset.height;
  }
}

function whenIdle(act) {
  if (window.requestIdleCallback) window.requestIdleCallback(act);
  else setTimeout(act);
}

function watch(places) {
  for (const place of places) place.addEventListener("click", () => makeLive(place));
  if (sparing) return;
  const inView = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      inView.unobserve(target);
      whenIdle(() => makeLive(target));
    }
  });
  for (const place of places) inView.observe(place);
}

async function savePicture(button) {
  const answer = await fetch(button.dataset.chartPng);
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * 2;
  canvas.height = picture.naturalHeight * 2;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = button.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

watch(document.querySelectorAll("[data-chart]"));
for (const button of document.querySelectorAll("[data-chart-png]")) {
  button.hidden = false;
  button.addEventListener("click", () => savePicture(button));
}
dark.addEventListener("change", () => {
  for (const place of document.querySelectorAll(".chart--live")) draw(place);
});
