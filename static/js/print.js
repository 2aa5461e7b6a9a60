// Tells the foot of each printed page where it comes from and when it was printed; print.css puts it there. The line at
// the end of the page says the same without script, but for the day.

const line = document.querySelector("[data-printed]");

window.addEventListener("beforeprint", () => {
  const address = window.location.origin + window.location.pathname;
  const day = new Date().toLocaleDateString("sv-SE");
  line.querySelector("[data-address]").textContent = address;
  const parts = [address, line.dataset.printed, `utskriven ${day}`].filter(Boolean);
  document.documentElement.style.setProperty("--printed", JSON.stringify(parts.join(" · ")));
});
