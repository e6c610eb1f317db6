// What the theme leaves out for those who use a keyboard or a screen reader.

// A formula wider than its column scrolls, so the keyboard must be able to reach it.
function reachFormulas() {
  for (const formula of document.querySelectorAll("mjx-container[display=true]")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  }
}

// The arrow that unfolds a part of the contents says what it unfolds.
function nameArrows() {
  for (const arrow of document.querySelectorAll("nav details > summary")) {
    const chapter = arrow.closest("li").querySelector("a").textContent.trim();
    arrow.setAttribute("aria-label", `Pages below ${chapter}`);
  }
}

document.addEventListener("DOMContentLoaded", nameArrows);
window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(reachFormulas));
window.addEventListener("resize", reachFormulas);
