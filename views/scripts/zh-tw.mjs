// Makes messages/zh-TW.gen.json from the simplified Chinese of every area, with Taiwan's phrasing (OpenCC s2twp).
// Names that must stay as they were given, and phrases that OpenCC does not know, are in zh-tw.overrides.json.
//
//   node views/scripts/zh-tw.mjs
//
// opencc-js (MIT and Apache-2.0) is fetched by npm into a temporary folder; the output is committed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const messages = join(here, "..", "messages");
const output = join(messages, "zh-TW.gen.json");
const overrides = JSON.parse(readFileSync(join(here, "zh-tw.overrides.json"), "utf8"));

// fingerprint is FNV-1a over UTF-8, as in messages.go.
function fingerprint(text) {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h.toString(16).padStart(8, "0");
}

const scratch = mkdtempSync(join(tmpdir(), "zh-tw-"));
try {
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", scratch, "opencc-js@1.4.2"], { stdio: "inherit" });
  const opencc = createRequire(join(scratch, "index.js"))("opencc-js");
  const convert = opencc.Converter({ from: "cn", to: "twp" });

  // A kept name is taken out before the conversion and put back after it; the private-use characters are untouched by OpenCC.
  const kept = [...overrides.keep].sort((a, b) => b.length - a.length);
  const phrases = Object.entries(overrides.phrases).sort((a, b) => b[0].length - a[0].length);
  const toTaiwan = (text) => {
    const mark = (i) => String.fromCodePoint(0xe000 + i);
    kept.forEach((name, i) => (text = text.replaceAll(name, mark(i))));
    phrases.forEach(([from], i) => (text = text.replaceAll(from, mark(1000 + i))));
    text = convert(text);
    phrases.forEach(([, to], i) => (text = text.replaceAll(mark(1000 + i), to)));
    kept.forEach((name, i) => (text = text.replaceAll(mark(i), name)));
    return text;
  };

  const all = {};
  for (const file of readdirSync(messages).sort()) {
    if (!file.endsWith(".json") || file.startsWith("zh-TW.")) continue;
    for (const [key, { zh }] of Object.entries(JSON.parse(readFileSync(join(messages, file), "utf8")))) {
      all[key] = { of: fingerprint(zh), tw: overrides.keys[key] ?? toTaiwan(zh) };
    }
  }
  const lines = Object.keys(all).sort().map((k) => `  ${JSON.stringify(k)}: ${JSON.stringify(all[k])}`);
  writeFileSync(output, `{\n${lines.join(",\n")}\n}\n`);
  console.log(`${lines.length} messages written to ${output}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
