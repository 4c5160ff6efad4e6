// Shanpei: progressive enhancement. Every page works without this file; it only saves steps. No eval, no inline style, no storage
// of anything but the two display choices, which are kept in cookies so that the server renders them too.
(() => {
  "use strict";
  const root = document.documentElement;
  const msg = (name) => document.body.dataset["msg" + name] || "";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const keep = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  };

  // ---- amounts: fen are BigInt or text, never a float ----
  const fenOf = (text) => {
    const m = /^\s*(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?\s*$/.exec(text);
    return m ? BigInt(m[1].replaceAll(",", "")) * 100n + BigInt((m[2] || "").padEnd(2, "0")) : null;
  };
  const plain = (hundredths) => {
    const minus = hundredths < 0n;
    const digits = String(minus ? -hundredths : hundredths).padStart(3, "0");
    return (minus ? "−" : "") + digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + digits.slice(-2);
  };
  const rounded = (fen, by) => (fen < 0n ? -((-fen + by / 2n) / by) : (fen + by / 2n) / by);
  const money = (fen, unit) => {
    const english = root.lang === "en";
    if (unit !== "wan") return english ? "¥" + plain(fen) : plain(fen) + " 元";
    if (english) return "¥" + plain(rounded(fen, 1000n)) + "k";
    return plain(rounded(fen, 10000n)) + (root.lang === "zh-TW" ? " 萬元" : " 万元");
  };

  // ---- display choices ----
  const mark = (attribute, value) => {
    for (const a of all(`[data-${attribute}-set]`)) {
      if (a.getAttribute(`data-${attribute}-set`) === value) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
  };
  const setTheme = (value) => {
    if (value === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", value);
    keep("theme", value);
    mark("theme", value);
  };
  const setUnit = (value) => {
    root.setAttribute("data-unit", value);
    keep("unit", value);
    mark("unit", value);
    showUnit(document);
  };
  const showUnit = (within) => {
    for (const d of all("data.money", within)) d.textContent = money(BigInt(d.value), root.dataset.unit);
  };

  // ---- a question before a step ----
  const ask = (text, then) => {
    const box = document.createElement("dialog");
    const p = document.createElement("p");
    const foot = document.createElement("div");
    foot.className = "form-actions";
    p.id = "ask";
    p.textContent = text;
    box.setAttribute("aria-labelledby", "ask");
    const button = (label, className, act) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = className;
      b.textContent = label;
      b.addEventListener("click", () => { box.close(); act(); });
      foot.append(b);
    };
    button(msg("Cancel"), "btn", () => {});
    button(msg("Ok"), "btn danger", then);
    box.append(p, foot);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  };

  // ---- forms: asked once, sent once, not left by accident ----
  const agreed = new WeakSet();
  const dirty = new Set();
  document.addEventListener("submit", (e) => {
    const form = e.target;
    const button = e.submitter;
    const question = button?.dataset.confirm || form.dataset.confirm;
    if (question && !agreed.has(form) && !button?.formNoValidate) {
      e.preventDefault();
      e.stopImmediatePropagation();
      ask(question, () => { agreed.add(form); form.requestSubmit(button); });
      return;
    }
    agreed.delete(form);
    if (!("once" in form.dataset) || form.method === "get") return;
    if ("busy" in form.dataset) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    form.dataset.busy = "";
    dirty.delete(form);
    const label = button?.querySelector("span") || button;
    const before = label?.textContent;
    // The name and value of the button must still be sent, so it is disabled only after the form was read.
    setTimeout(() => {
      if (label && msg("Sending")) label.textContent = msg("Sending");
      for (const b of form.querySelectorAll("button[type=submit]")) b.setAttribute("aria-disabled", "true");
    });
    form.restore = () => {
      delete form.dataset.busy;
      if (label) label.textContent = before;
      for (const b of form.querySelectorAll("button[type=submit]")) b.removeAttribute("aria-disabled");
    };
  }, true);
  const release = () => { for (const f of document.forms) f.restore?.(); };
  addEventListener("pageshow", (e) => { if (e.persisted) release(); });
  document.addEventListener("input", (e) => {
    if (e.target.dataset.slide) document.getElementById(e.target.dataset.slide).value = e.target.value;
    for (const slider of all(`[data-slide="${CSS.escape(e.target.id)}"]`)) slider.value = e.target.value;
    const form = e.target.form;
    if (form && "guard" in form.dataset) dirty.add(form);
    if (e.target.closest("[data-rows]") || e.target.matches("[data-money]")) sums();
  });
  addEventListener("beforeunload", (e) => {
    if ([...dirty].some((f) => f.isConnected && !("busy" in f.dataset))) e.preventDefault();
  });

  // ---- instalments ----
  const sums = () => {
    for (const box of all("[data-rows]")) {
      const out = box.querySelector("[data-sum]");
      const total = fenOf(document.getElementById(box.dataset.total)?.value || "");
      const parts = all("[data-row] [data-money]", box).map((i) => i.value.trim()).filter(Boolean).map(fenOf);
      if (!out || parts.length === 0 || parts.includes(null)) { if (out) out.textContent = ""; continue; }
      const sum = parts.reduce((a, b) => a + b, 0n);
      const ok = sum === total;
      out.className = ok ? "ok" : "off";
      out.textContent = (ok || total === null ? out.dataset.sumOk : out.dataset.sumOff)
        .replace("{n}", money(sum)).replace("{left}", total === null ? "" : money(total > sum ? total - sum : sum - total));
      if (total === null) out.textContent = "";
    }
  };
  const rows = (box) => {
    const list = all("[data-row]", box);
    for (const b of all("[data-remove]", box)) b.hidden = list.length < 2;
    sums();
  };

  // ---- clicks ----
  document.addEventListener("click", (e) => {
    const at = (selector) => e.target.closest(selector);
    const theme = at("[data-theme-set]");
    const unit = at("[data-unit-set]");
    const copy = at("[data-copy]");
    const add = at("[data-add]");
    const remove = at("[data-remove]");
    const link = at("a[data-confirm]");
    if (theme) { e.preventDefault(); setTheme(theme.dataset.themeSet); }
    if (unit) { e.preventDefault(); setUnit(unit.dataset.unitSet); }
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
        const label = copy.querySelector("span");
        const before = label.textContent;
        label.textContent = msg("Copied");
        setTimeout(() => { label.textContent = before; }, 1600);
      }, () => {});
    }
    if (add) {
      e.preventDefault();
      const box = add.closest("[data-rows]");
      const blank = box.querySelector("template");
      blank.before(blank.content.cloneNode(true));
      rows(box);
      all("[data-row] input", box).at(-2).focus();
    }
    if (remove) {
      const box = remove.closest("[data-rows]");
      remove.closest("[data-row]").remove();
      rows(box);
      box.querySelector("[data-add]").focus();
    }
    if (link) { e.preventDefault(); ask(link.dataset.confirm, () => { location.href = link.href; }); }
    if (at("[data-print]")) print();
    for (const m of all("details.menu[open]")) if (!m.contains(e.target)) m.open = false;
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const m of all("details.menu[open]")) { m.open = false; m.querySelector("summary").focus(); }
  });

  // ---- htmx: token, unit, forms released, network faults said ----
  document.addEventListener("htmx:configRequest", (e) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) e.detail.headers["X-CSRF-Token"] = token;
  });
  document.addEventListener("htmx:afterRequest", release);
  const say = (text) => {
    const flash = document.getElementById("flash");
    const box = document.createElement("div");
    box.className = "notice bad";
    box.textContent = text;
    flash?.replaceChildren(box);
    flash?.scrollIntoView({ block: "center" });
  };
  document.addEventListener("htmx:sendError", () => say(msg("Offline")));
  document.addEventListener("htmx:timeout", () => say(msg("Offline")));
  document.addEventListener("htmx:responseError", (e) => {
    // A refusal that comes as a page is shown whole: its sentence and its request number are the answer.
    const page = new DOMParser().parseFromString(e.detail.xhr.responseText, "text/html").querySelector("#main");
    if (page) document.getElementById("main").replaceChildren(...page.childNodes);
  });
  document.addEventListener("htmx:afterSettle", (e) => ready(e.target));

  // ---- live parts: <div data-live="/live/…" hx-get="…" hx-trigger="live"> asks again whenever the server says so ----
  const live = (el) => {
    const source = new EventSource(el.dataset.live);
    source.onmessage = () => {
      if (!el.isConnected) source.close();
      else if (!document.hidden) window.htmx?.trigger(el, "live");
    };
    addEventListener("pagehide", () => source.close());
  };

  function ready(within) {
    for (const b of all("[data-copy]", within)) b.hidden = !navigator.clipboard;
    for (const b of all("[data-print]", within)) b.hidden = false;
    for (const slider of all("[data-slide]", within)) {
      slider.hidden = false;
      slider.value = document.getElementById(slider.dataset.slide).value;
    }
    all("[data-rows]", within).forEach(rows);
    if (root.dataset.unit === "wan") showUnit(within);
    for (const el of all("[data-live]:not([data-on])", within)) { el.dataset.on = ""; live(el); }
    within.querySelector?.("[data-focus]")?.focus();
  }
  // A page that was kept rendered may carry another visitor's display; the cookies are the visitor's own.
  const cookie = (name) => new RegExp(`(?:^|; )${name}=([a-z]+)`).exec(document.cookie)?.[1];
  const theme = cookie("theme");
  if (theme && theme !== (root.dataset.theme || "auto")) setTheme(theme);
  const unit = cookie("unit");
  if (unit && unit !== (root.dataset.unit || "yuan")) setUnit(unit);
  ready(document);
})();
