// Lighthouse over many pages in one browser: what to look at comes in, scores and failures go out, as JSON.
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const { chromium, flags, looks } = JSON.parse(readFileSync(0, "utf8"));

// A slow phone is simulated from what is measured; pages that are not timed are looked at once they stand.
const AT_ONCE = { pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 250, cpuQuietThresholdMs: 0 };

const settings = ({ form, categories }) => ({
  logLevel: "error",
  enableErrorReporting: false,
  onlyCategories: categories,
  disableFullPageScreenshot: true,
  formFactor: form,
  ...(categories.includes("performance") ? {} : AT_ONCE),
});

const failed = ({ score, scoreDisplayMode }) =>
  score !== null && score < 1 && scoreDisplayMode !== "informative";

function told({ lhr }, look) {
  const scores = Object.fromEntries(
    Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)])
  );
  const failures = Object.values(lhr.categories).flatMap(({ id, auditRefs }) =>
    auditRefs
      .map((reference) => lhr.audits[reference.id])
      .filter(failed)
      .map((audit) => `${id}: ${audit.title} ${audit.displayValue ?? ""} ${places(audit)}`.trim())
  );
  const measured = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
    "cumulative-layout-shift", "speed-index", "total-byte-weight"];
  const figures = Object.fromEntries(
    measured.filter((id) => lhr.audits[id]).map((id) => [id, lhr.audits[id].numericValue])
  );
  return { ...look, version: lhr.lighthouseVersion, error: lhr.runtimeError?.message ?? "",
    scores, failures, figures };
}

const places = ({ details }) =>
  [details?.items ?? []]
    .flat()
    .slice(0, 5)
    .map((item) => item.node?.snippet ?? item.url ?? item.description ?? "")
    .filter(Boolean)
    .join(" | ");

const chrome = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", ...flags] });
try {
  const seen = [];
  for (const look of looks) {
    const config = look.form === "desktop" ? desktopConfig : undefined;
    const result = await lighthouse(look.url, { port: chrome.port, ...settings(look) }, config);
    seen.push(told(result, look));
  }
  process.stdout.write(JSON.stringify(seen));
} finally {
  chrome.kill();
}
