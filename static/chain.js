// The public record, recomputed in the visitor's own browser: every entry's hash from the fields that anybody can read, from the first entry to the
// last. The formula is the one that the page prints: SHA-256 of prev, seq, at, kinds and body, a line break after each. A run can be stopped and gone on
// with: what was computed so far stays in this tab.
(() => {
  "use strict";
  const box = document.getElementById("chain-check");
  if (!box) return;
  const said = box.querySelector(".chain-said");
  const bar = box.querySelector("progress");
  const [go, on, stop] = ["", "-on", "-stop"].map((s) => box.querySelector(`[data-chain${s}]`));
  const [number, hash] = ["seq", "hash"].map((s) => box.querySelector(`[name="noted_${s}"]`));
  const page = 200; // entries a request
  const store = "shanpei.chain";
  const fresh = () => ({ seq: 0, hash: "0".repeat(64), noted: "" });
  const text = (name, values = {}) =>
    Object.entries(values).reduce((s, [k, v]) => s.replaceAll(`{${k}}`, typeof v === "number" ? v.toLocaleString("en-US") : v), box.dataset[name] || "");

  const say = (tone, sentence, facts = []) => {
    const notice = document.createElement("div");
    notice.className = tone ? `notice ${tone}` : "quiet";
    const p = document.createElement("p");
    p.textContent = sentence;
    notice.append(p);
    if (facts.length) {
      const list = document.createElement("ul");
      for (const f of facts) list.append(Object.assign(document.createElement("li"), { textContent: f }));
      const inner = document.createElement("div");
      inner.append(p, list);
      notice.replaceChildren(inner);
    }
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
      const own = await hashOf(e, state.hash);
      if (own !== e.hash) return { n: e.seq, why: text("whyHash") };
      state.seq = e.seq;
      state.hash = own;
      state.last = e.at;
      if (e.seq === 1) Object.assign(state, { first: own, began: e.at });
      if (e.seq === pageSeq && own !== box.dataset.hash) return { n: e.seq, why: text("whyPage") };
      if (e.seq === wanted.seq && own !== wanted.hash) return { n: e.seq, why: text("whyNoted") };
      if (e.seq === wanted.seq) state.noted = `${wanted.seq} ${own}`;
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

  const pageSeq = Number(box.dataset.seq);
  let state = fresh();
  let wanted = { seq: 0, hash: "" };
  try {
    const kept = JSON.parse(sessionStorage.getItem(store));
    if (kept?.seq > 0 && kept.hash?.length === 64) state = { ...fresh(), ...kept };
  } catch {
    sessionStorage.removeItem(store);
  }

  // noted reads the head that the visitor noted; false when it is none.
  const noted = () => {
    wanted = { seq: Number(number.value.replaceAll(",", "").trim()), hash: hash.value.trim().toLowerCase() };
    if (wanted.seq === 0 && wanted.hash === "") return true;
    return Number.isInteger(wanted.seq) && wanted.seq > 0 && /^[0-9a-f]{64}$/.test(wanted.hash);
  };

  const facts = () => {
    const list = [
      text("factRange", { n: state.seq, from: new Date(state.began).toLocaleString(document.documentElement.lang), to: new Date(state.last).toLocaleString(document.documentElement.lang) }),
      text("factFirst", { hash: state.first }),
      text("factLast", { n: state.seq, hash: state.hash }),
    ];
    if (state.seq >= pageSeq) list.push(text("factPage", { n: pageSeq }));
    if (state.noted) list.push(text("factNoted", { n: Number(state.noted.split(" ")[0]) }));
    else list.push(text("factAlone"));
    if (state.seq > pageSeq) list.push(text("moved", { n: state.seq - pageSeq }));
    return list;
  };

  const run = async (signal) => {
    let of = Math.max(pageSeq, state.seq);
    let next = fetchFrom(state.seq + 1, signal);
    for (;;) {
      const items = await next;
      if (items.length === 0) break;
      // The next stretch is on its way while this one is computed.
      next = items.length === page ? fetchFrom(items.at(-1).seq + 1, signal) : Promise.resolve([]);
      next.catch(() => {});
      const fault = await broken(items, state);
      if (fault) {
        state = fresh();
        return say("bad", text("broken", fault));
      }
      of = Math.max(of, state.seq);
      bar.max = of;
      bar.value = state.seq;
      say("", text("working", { n: state.seq, of }));
      if (signal.aborted) throw new Error("stopped");
    }
    if (state.seq < pageSeq) return say("bad", text("broken", { n: state.seq + 1, why: text("whySeq") }));
    if (wanted.seq > state.seq) return say("bad", text("short", { n: state.seq, noted: wanted.seq }));
    return say("done", text("proved", { n: state.seq, hash: state.hash }), facts());
  };

  const show = (running) => {
    go.hidden = running;
    stop.hidden = !running;
    bar.hidden = !running;
    on.hidden = running || state.seq === 0;
    on.textContent = text("on", { n: state.seq + 1 });
    if (state.seq > 0) sessionStorage.setItem(store, JSON.stringify(state));
    else sessionStorage.removeItem(store);
  };
  let abort;
  const begin = async (from) => {
    if (!noted()) return say("warning", text("notedForm"));
    // A noted head before what was computed already is looked for from the beginning.
    state = wanted.seq > 0 && wanted.seq <= from.seq && from.noted !== `${wanted.seq} ${wanted.hash}` ? fresh() : from;
    abort = new AbortController();
    show(true);
    try {
      await run(abort.signal);
    } catch {
      if (abort.signal.aborted) say("", text("stopped", { n: state.seq }));
      else say("bad", text("failed"));
    }
    show(false);
  };
  go.addEventListener("click", () => begin(fresh()));
  on.addEventListener("click", () => begin(state));
  stop.addEventListener("click", () => abort?.abort());
  if (window.crypto?.subtle) {
    box.querySelector(".chain-go").hidden = false;
    box.querySelector(".chain-noted").hidden = false;
    show(false);
  } else say("warning", text("unsafe"));
})();
