/**
 * Takes pictures of the page of a rollout, for the README: light and dark, wide and narrow.
 *
 * Usage: npx tsx scripts/pictures/page.ts RECORD FOLDER
 *
 * RECORD is a file with the record of a rollout, or what `gray rollout history -o json` printed, of which
 * it takes the first one.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RolloutRecord } from "../../model/rollout/record";
import { rolloutPage } from "../../operations/rollout/page/build";
import { statusOf } from "../../operations/rollout/status/build";
import { pageDocument } from "../../page/document";
import { openBrowser } from "../../test/support/page/browser";

const sizes = [
  { name: "wide", width: 1200, height: 900 },
  { name: "phone", width: 390, height: 844 },
] as const;

async function main([file, folder]: readonly string[]): Promise<void> {
  if (file === undefined || folder === undefined)
    throw new Error("usage: npx tsx scripts/pictures/page.ts RECORD FOLDER");
  const html = pageOf(JSON.parse(readFileSync(file, "utf8")) as RolloutRecord | RolloutRecord[]);
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const colorScheme of ["light", "dark"] as const)
      for (const { name, ...viewport } of sizes) {
        const page = await browser.newPage({ colorScheme, viewport, deviceScaleFactor: 2 });
        await page.setContent(html);
        const picture = async (part: string) =>
          page.screenshot({ path: join(folder, `page-${part}${name}-${colorScheme}.png`) });
        await picture("");
        await page.locator("#weights").evaluate((one) => one.scrollIntoView());
        await picture("charts-");
        await page.close();
      }
  } finally {
    await browser.close();
  }
}

/** The page as it was when the rollout ended, or at its last decision. */
function pageOf(given: RolloutRecord | readonly RolloutRecord[]): string {
  const record = "id" in given ? given : given[0];
  if (!record) throw new Error("the file has no record");
  const nowMs = Date.parse(record.decisions.at(-1)?.at ?? record.startedAt);
  const clusters = record.primaries.map((name) => ({
    ...{ cluster: { name }, pods: [] },
    weights: record.current.weights[name]!,
  }));
  const about = { stack: "prod", release: record.release, nowMs, record, clusters };
  const { rollout, ...report } = statusOf(about);
  return pageDocument(rolloutPage(record, { ...report, rollout: rollout! }), { live: false });
}

void main(process.argv.slice(2));
