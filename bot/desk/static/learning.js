// While a model is trained or changed, the part of the page about it is read again every two seconds.
(() => {
  const EVERY = 2000;
  let shown = "";

  async function look() {
    const part = document.querySelector("#model[data-busy]");
    if (!part) return;
    try {
      const answer = await fetch("/learning/model");
      const html = answer.ok ? await answer.text() : shown;
      if (html && html !== shown) part.outerHTML = shown = html;
    } catch { /* the next look may succeed */ }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
