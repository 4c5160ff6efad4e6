// The public record, recomputed in the visitor's own browser: every entry's hash from the fields that anybody can read, from the first entry to the
// last. The formula is the one that the page prints: SHA-256 of prev, seq, at, kinds and body, a line break after each.
(() => {
  "use strict";
  const box = document.getElementById("chain-check");
  if (!box) return;
  const said = box.querySelector(".chain-said");
  const bar = box.querySelector("progress");
  const go = box.querySelector("[data-chain]");
  const stop = box.querySelector("[data-chain-stop]");
  const page = 200; // entries a request
  const text = (name, values = {}) =>
    Object.entries(values).reduce((s, [k, v]) => s.replaceAll(`{${k}}`, typeof v === "number" ? v.toLocaleString("en-US") : v), box.dataset[name] || "");

  const say = (tone, sentence) => {
    const notice = document.createElement("div");
    notice.className = tone ? `notice ${tone}` : "quiet";
    notice.textContent = sentence;
    said.replaceChildren(notice);
  };

  const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const hashOf = async (e, prev) =>
    hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${prev}\n${e.seq}\n${instant(e.at)}\n${e.kinds.join(",")}\n${e.body}\n`)));
  // Whole milliseconds in UTC, however many of them the interface wrote.
  const instant = (at) => new Date(at).toISOString();

  // broken is why a stretch of the chain does not hold, or null. It starts from what the browser itself computed, never from what it was told.
  const broken = async (items, state) => {
    for (const e of items) {
      if (e.seq !== state.seq + 1) return { n: state.seq + 1, why: text("whySeq") };
      if (e.prev !== state.hash) return { n: e.seq, why: text("whyPrev") };
      const hash = await hashOf(e, state.hash);
      if (hash !== e.hash) return { n: e.seq, why: text("whyHash") };
      state.seq = e.seq;
      state.hash = hash;
      if (e.seq === state.pageSeq && hash !== box.dataset.hash) return { n: e.seq, why: text("whyPage") };
    }
    return null;
  };

  const fetchFrom = async (from, signal) => {
    const answer = await fetch(`${box.dataset.source}?from=${from}&limit=${page}`, { signal, headers: { Accept: "application/json" } });
    if (answer.status === 429) {
      await new Promise((done) => setTimeout(done, 1000 * Math.min(30, Number(answer.headers.get("Retry-After")) || 2)));
      return fetchFrom(from, signal);
    }
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).items;
  };

  const run = async (signal) => {
    const state = { seq: 0, hash: "0".repeat(64), pageSeq: Number(box.dataset.seq) };
    let of = state.pageSeq;
    let next = fetchFrom(1, signal);
    for (;;) {
      const items = await next;
      if (items.length === 0) break;
      // The next stretch is on its way while this one is computed.
      next = items.length === page ? fetchFrom(items.at(-1).seq + 1, signal) : Promise.resolve([]);
      next.catch(() => {});
      const fault = await broken(items, state);
      if (fault) return say("bad", text("broken", fault));
      of = Math.max(of, state.seq);
      bar.max = of;
      bar.value = state.seq;
      say("", text("working", { n: state.seq, of }));
      if (signal.aborted) return said.replaceChildren();
    }
    if (state.seq < state.pageSeq) return say("bad", text("broken", { n: state.seq + 1, why: text("whySeq") }));
    const more = state.seq > state.pageSeq ? " " + text("moved", { n: state.seq - state.pageSeq }) : "";
    return say("done", text("proved", { n: state.seq, hash: state.hash }) + more);
  };

  const show = (running) => {
    go.hidden = running;
    stop.hidden = !running;
    bar.hidden = !running;
  };
  let abort;
  go.addEventListener("click", async () => {
    abort = new AbortController();
    show(true);
    try {
      await run(abort.signal);
    } catch {
      if (abort.signal.aborted) said.replaceChildren();
      else say("bad", text("failed"));
    }
    show(false);
  });
  stop.addEventListener("click", () => abort?.abort());
  if (window.crypto?.subtle) box.querySelector(".chain-go").hidden = false;
  else say("warning", text("unsafe"));
})();
