// What the page does by itself: opening conversations without a reload, keeping to the end of a chat, the keyboard.
(() => {
  const AT_END = 48; // pixels from the end that still count as being there
  const idInPath = () => Number((location.pathname.match(/^\/c\/(\d+)$/) || [])[1] || 0);

  function go(id) {
    const path = id ? `/c/${id}` : "/";
    if (location.pathname !== path) history.pushState({}, "", path);
    emitEvent("desk_open", id);
  }

  function mark(link) {
    document.querySelectorAll(".entry.open").forEach((entry) => entry.classList.remove("open"));
    link.classList.add("open");
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("button[data-tab]");
    if (tab) return showTab(tab.dataset.tab);
    const fold = event.target.closest("[data-fold]");
    if (fold) return showFold(fold.dataset.fold, document.body.dataset[fold.dataset.fold] !== "open");
    if (event.target.closest("[data-to-end]")) return toEnd();
    const link = event.target.closest("a[data-conversation]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    mark(link);
    go(Number(link.dataset.conversation));
  });

  addEventListener("popstate", () => emitEvent("desk_open", idInPath()));
  document.addEventListener("visibilitychange", () => emitEvent("desk_visible", !document.hidden));

  // Ctrl and K: to the search.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "k") return;
    event.preventDefault();
    if (idInPath() && innerWidth <= 760) go(0);
    document.querySelector(".search input")?.focus();
  });

  // Alt and the arrows: the conversation above or below.
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const links = [...document.querySelectorAll("a[data-conversation]")].filter((link) => link.offsetParent);
    if (!links.length) return;
    event.preventDefault();
    const here = links.findIndex((link) => link.classList.contains("open"));
    const step = event.key === "ArrowDown" ? 1 : -1;
    const link = links[Math.min(Math.max(here + step, 0), links.length - 1)];
    link.scrollIntoView({ block: "nearest" });
    link.click();
  });

  // What the agent chose to see outlives a reload where the browser keeps anything.
  const keep = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* it keeps nothing */ } };
  const kept = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };

  function showTab(name) {
    document.body.dataset.tab = name;
    keep("tab", name);
  }

  function showFold(name, open) {
    document.body.dataset[name] = open ? "open" : "folded";
    keep(name, document.body.dataset[name]);
  }

  // The thread: at its end while the agent is there, where it was while they read further up.
  const thread = () => document.querySelector(".thread");
  let atEnd = true, shown = null, first = null, height = 0;

  function toEnd() {
    const box = thread();
    if (box) box.scrollTop = box.scrollHeight;
  }

  function settle() {
    const box = thread();
    if (!box) return;
    const start = box.querySelector(".line");
    if (box.dataset.shown !== shown) { shown = box.dataset.shown; atEnd = true; }
    else if (!atEnd && start !== first) box.scrollTop += box.scrollHeight - height;
    else if (!atEnd && box.scrollHeight > height) button(true);
    if (atEnd) toEnd();
    first = start;
    height = box.scrollHeight;
  }

  function button(visible) {
    const found = document.querySelector("[data-to-end]");
    if (found) found.hidden = !visible;
  }

  function scrolled() {
    const box = thread();
    atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END;
    if (atEnd) button(false);
  }

  function watch() {
    const box = thread();
    if (!box) return setTimeout(watch, 50);
    box.addEventListener("scroll", scrolled, { passive: true });
    new MutationObserver(settle).observe(box, { childList: true, subtree: true, attributes: true, characterData: true });
    new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(box);
    settle();
  }

  // A short sound for what is new while the agent looks elsewhere, and always for an emergency. Browsers let a page
  // sound only after somebody has clicked or typed in it.
  function ring(urgent) {
    if (!urgent && !document.hidden) return;
    try {
      const audio = (window.desk.audio = window.desk.audio || new AudioContext());
      for (const [at, tone] of urgent ? [[0, 880], [0.25, 880], [0.5, 880]] : [[0, 660]]) {
        const note = audio.createOscillator(), loud = audio.createGain();
        note.frequency.value = tone;
        loud.gain.setValueAtTime(0.12, audio.currentTime + at);
        loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.2);
        note.connect(loud).connect(audio.destination);
        note.start(audio.currentTime + at);
        note.stop(audio.currentTime + at + 0.2);
      }
    } catch { /* no sound here */ }
  }

  document.body.dataset.tab = kept("tab") || "waiting";
  for (const shelf of ["assistant", "others"]) document.body.dataset[shelf] = kept(shelf) || "folded";
  window.desk = { go, ring, follow: () => { atEnd = true; toEnd(); } };
  watch();
})();
