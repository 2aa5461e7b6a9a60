// Draws the charts that the server built. The figure lies as JSON beside each chart; its colours are names that the
// style sheets know, so that a chart follows dark mode. Whoever reads without script has the summary and the table.

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

function draw(place) {
  const source = document.getElementById(`${place.dataset.chart}-figur`);
  const figure = JSON.parse(source.textContent);
  const colours = coloursNow(figure.layout.meta?.tokens ?? {});
  const { data, layout } = recoloured({ data: figure.data, layout: { ...figure.layout, meta: null } }, colours);
  layout.hoverlabel = {
    bgcolor: colours.get("#17252b"),
    font: { color: getComputedStyle(document.documentElement).getPropertyValue("--paper").trim() },
  };
  if (calm.matches) layout.transition = { duration: 0 };
  window.Plotly.react(place, data, layout, CONFIG);
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-chart]")) draw(place);
}

if (window.Plotly) {
  window.Plotly.register(SWEDISH);
  drawAll();
  dark.addEventListener("change", drawAll);
}
