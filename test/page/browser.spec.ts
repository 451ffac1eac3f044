/** A real browser opens pages: as a file and live, light and dark, wide and narrow. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { requestCourses, widestCourses } from "../../model/rollout/course/requests";
import type { RolloutRecord } from "../../model/rollout/record";
import { rolloutPage } from "../../operations/rollout/page/build";
import { servePage } from "../../operations/rollout/page/serve";
import { contentPolicy, pageDocument } from "../../page/document";
import { openBrowser } from "../support/page/browser";
import { takenBack, waiting } from "../support/page/records";
import { reportOf } from "../support/page/report";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const htmlOf = (record: RolloutRecord, live = false) =>
  pageDocument(rolloutPage(record, reportOf(record)), { live });

describe("the page of a rollout in a browser", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "gray-page-"));
  let browser: Browser;
  let [back, running]: RolloutRecord[] = [];
  before(async () => {
    [browser, back, running] = await Promise.all([openBrowser(), takenBack(), waiting()]);
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** A page that notes what it should not do. */
  async function open(
    url: string,
    colorScheme: "light" | "dark" = "light",
    width = 1200,
  ): Promise<{ page: Page; troubles: string[] }> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
    const troubles: string[] = [];
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) troubles.push(`asked ${request.url()}`);
    });
    await page.goto(url);
    return { page, troubles };
  }

  function fileOf(record: RolloutRecord): string {
    const file = join(folder, `${record.id}-${record.status}.html`);
    writeFileSync(file, htmlOf(record));
    return pathToFileURL(file).href;
  }

  /** What axe finds that is serious or critical. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate<string[]>(
      `axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`,
    );
  }

  for (const scheme of ["light", "dark"] as const)
    for (const width of [1200, 360])
      it(`has nothing serious against it as a file, ${scheme}, ${width} pixels wide`, async () => {
        // Of each record one page is light and one is dark, one is wide and one is narrow.
        const record = (scheme === "light") === (width === 1200) ? back! : running!;
        const { page, troubles } = await open(fileOf(record), scheme, width);
        expect(await violations(page)).to.deep.equal([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).to.equal(width);
        expect(troubles).to.deep.equal([]);
        await page.close();
      });

  it("shows the numbers of the record", async () => {
    const { page } = await open(fileOf(back!));
    const courses = widestCourses(requestCourses(back!));
    for (const { metric, totals, points } of courses) {
      const cells = (caption: string) =>
        page
          .locator("table", { has: page.locator("caption", { hasText: caption }) })
          .locator("tbody tr")
          .evaluateAll((rows) =>
            rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
          );
      const counts = (row: readonly string[]) =>
        [1, 2, 4, 5].map((i) => Number(row[i]!.replaceAll(",", "")));
      const sums = (await cells(`shop, ${metric}: sums`)).at(-1)!;
      expect(counts(sums)).to.deep.equal([...totals.stable, ...totals.canary]);
      const each = await cells(`shop, ${metric}: each point`);
      expect(each.map(counts)).to.deep.equal(
        points.map(({ stable, canary }) => [...stable, ...canary]),
      );
    }
    expect(await page.locator(".decisions li").count()).to.equal(back!.decisions.length);
    await page.close();
  });

  it("tells in its first screen that the new version was taken back, when, where and why", async () => {
    const { page } = await open(fileOf(back!), "light", 360);
    const headline = await page.locator("h1").textContent();
    expect(headline).to.match(
      /^v2 of shop was taken back at 2026-01-05 10:\d\d:\d\d UTC.* in west and east, because shop v2 failed \d/,
    );
    expect(await page.locator(".state").textContent()).to.contain("Failed and taken back");
    const facts = await page.locator("dl.facts").textContent();
    expect(facts).to.contain("shop in west and east: 100 % to v1.");
    expect(facts).to.contain("east: not reached");
    await page.close();
  });

  it("is walked by keys alone, from the skip link on, and no key is trapped", async () => {
    const { page } = await open(fileOf(running!));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent.trim()")).to.equal(
      "Skip to the content",
    );
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).to.equal("content");
    const seen: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate<string>("document.activeElement.tagName");
      if (name === "BODY") break;
      seen.push(name);
    }
    expect(seen).to.include.members(["A", "SUMMARY", "DIV"]);
    expect(seen.length).to.be.lessThan(60);
    const closed = page.locator("details:not([open]) > summary");
    const before = await closed.count();
    await closed.first().focus();
    await page.keyboard.press("Enter");
    expect(await closed.count()).to.equal(before - 1);
    await page.close();
  });

  it("follows a live rollout: it says the news once, and what a reader opened stays open", async () => {
    let record = running!;
    let broken = false;
    const server = await servePage({
      make: () =>
        broken ? Promise.reject(new Error("away")) : Promise.resolve(htmlOf(record, true)),
      policy: contentPolicy({ live: true }),
    });
    const { page, troubles } = await open(server.url, "dark");
    try {
      const summary = page.locator("details:not([open]) > summary", { hasText: "Weights of shop" });
      await summary.click();
      expect(await page.locator("#news").textContent()).to.equal("");
      record = back!;
      await page.locator("#news", { hasText: "was taken back" }).waitFor({ state: "attached" });
      expect(await page.locator("h1").textContent()).to.contain("was taken back");
      expect(await page.title()).to.contain("Failed and taken back");
      const open = page.locator("details[open] > summary", { hasText: "Weights of shop" });
      expect(await open.count()).to.equal(1);
      expect(troubles).to.deep.equal([]);
      broken = true;
      await page.locator("#stale", { hasText: "does not answer" }).waitFor();
    } finally {
      await page.close();
      await server.close();
    }
  });

  it("shows all that matters where scripts are forbidden", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(fileOf(back!));
    expect(await page.locator("h1").textContent()).to.contain("was taken back");
    expect(await page.locator("svg.chart").count()).to.be.greaterThan(3);
    await context.close();
  });
});
