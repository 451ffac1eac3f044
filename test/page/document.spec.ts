import { createHash } from "node:crypto";
import { expect } from "chai";
import { planPage, rolloutPage } from "../../operations/rollout/page/build";
import { outlineOf } from "../../model/rollout/outline";
import type { RolloutRecord } from "../../model/rollout/record";
import { contentPolicy, pageDocument } from "../../page/document";
import { takenBack, waiting } from "../support/page/records";
import { reportOf } from "../support/page/report";

const evil = `</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>`;

/** The same data, with each text of some keys made evil. */
function poisoned<T>(data: T, keys: ReadonlySet<string>): T {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) =>
      keys.has(key) && typeof value === "string" ? `${value} ${evil}` : value,
    ),
  ) as T;
}

describe("the file of a page", () => {
  let record: RolloutRecord;
  before(async () => {
    record = await takenBack();
  });

  it("escapes whatever names, reasons and answers hold", () => {
    const page = rolloutPage(record, reportOf(record));
    const keys = [
      ...["title", "release", "stack", "id", "word", "question", "command", "why", "what", "how"],
      ...["by", "service", "version", "cluster", "name", "metric", "bad", "analysis", "missing"],
      ...["weights", "summary", "failure", "now", "goal", "pods", "canary", "stable", "wanted"],
    ];
    const html = pageDocument(poisoned(page, new Set(keys)), { live: false });
    expect(html.match(/<script/g)).to.have.lengthOf(1);
    expect(html.match(/<\/script/g)).to.have.lengthOf(1);
    expect(html).not.to.contain("<img");
    expect(html.split("&lt;/script>").length).to.be.greaterThan(20);
  });

  it("runs its own style and script alone, and asks nobody unless it is live", () => {
    const html = pageDocument(rolloutPage(record, reportOf(record)), { live: false });
    const digest = (tag: string) => {
      const [, text = ""] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html) ?? [];
      return createHash("sha256").update(text).digest("base64");
    };
    const policy = contentPolicy({ live: false });
    expect(policy).to.contain(`style-src 'sha256-${digest("style")}'`);
    expect(policy).to.contain(`script-src 'sha256-${digest("script")}'`);
    expect(policy).not.to.contain("connect-src");
    expect(contentPolicy({ live: true })).to.contain("connect-src 'self'");
    // No attribute of style, no handler, and no address that a browser would load.
    expect(html).not.to.match(/ style="| on[a-z]+="|src="|url\(/);
    expect(html).not.to.match(/href="(?!#|data:,)/);
  });

  it("stays small", async () => {
    for (const one of [record, await waiting()])
      expect(pageDocument(rolloutPage(one, reportOf(one)), { live: false }).length).to.be.lessThan(
        250_000,
      );
  });

  it("shows a plan: how long, what takes it back, how often by mistake, and each step", () => {
    const { release, start, goal } = record;
    const outline = outlineOf(record);
    const html = pageDocument(
      planPage({ release, stack: "prod", outline, start, goal, guessed: { shop: "v1" } }),
      { live: false },
    );
    expect(html).to.contain("v2 of shop would go through 15 steps in 2 waves.");
    for (const text of [
      "How long does it take?",
      "What can take it back by itself?",
      "by mistake?",
    ])
      expect(html).to.contain(text);
    expect(html).to.contain("this is a guess: v1 of shop");
    expect(html.match(/<li class="planned">/g)).to.have.lengthOf(15);
  });
});
