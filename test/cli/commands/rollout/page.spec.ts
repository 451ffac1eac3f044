// `gray rollout page` and `gray plan -o html` against fake API servers and files.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { keepEnded } from "../../../../operations/rollout/record/history";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";

const at = "2030-01-01T00:00:10Z";

const record = (changes: Partial<RolloutRecord> = {}) =>
  rolloutRecord({
    ...{ spec: { steps: [{ setWeight: 20 }, { pause: {} }] }, start: fleet(0), goal: fleet(100) },
    current: { weights: fleet(20), routes: {}, scale: {} },
    at: { index: 1, from: 0, state: "decided", since: at },
    ...changes,
  });

/** The text of the first heading. */
const headline = (html: string) =>
  /<h1[^>]*>([^]*?)<\/h1>/.exec(html)?.[1]?.replace(/<[^>]*>/g, "");

describe("gray rollout page", () => {
  let stack: RolloutStack;
  before(async () => {
    stack = await RolloutStack.start();
  });
  after(() => stack.stop());

  it("says where no rollout is recorded what clusters have", async () => {
    const { code, stdout } = await stack.gray("page");
    expect(code).to.equal(0);
    expect(headline(stdout)).to.equal("No rollout of demo is recorded.");
  });

  it("writes the present rollout to standard output, or to a file", async () => {
    stack.put(record());
    stack.move(20);
    const { code, stdout } = await stack.gray("page");
    expect(code).to.equal(0);
    expect(headline(stdout)).to.match(/^v2 of web is on its way, at step 2 of 3: pause until/);
    expect(stdout).to.contain("2 of 2 pods available");
    const written = await stack.gray("page", "-o", "page.html");
    expect(written.stdout).to.equal("Wrote page.html: Waits for a person.\n");
    expect(readFileSync(join(stack.folder.path, "page.html"), "utf8")).to.contain(
      "<!doctype html>",
    );
  });

  it("shows one that ended before by its id, and names those that are kept", async () => {
    const old = record({
      ...{ id: "old1", status: "aborted", endedAt: at, at: { ...record().at, since: at } },
      current: { weights: fleet(0), routes: {}, scale: {} },
      decisions: [
        { by: "anna", at: "2030-01-01T00:00:00Z", what: "the rollout began", event: "began" },
        { by: "anna", at, what: "the rollout was aborted", why: "it is slow", event: "aborted" },
      ],
    });
    const place = { release: "demo", namespace: "shop" };
    const api = stack.clusters.api("west").client();
    await keepEnded({ place, cluster: "west", api }, old);
    const { code, stdout } = await stack.gray("page", "--id", "old1");
    expect(code).to.equal(0);
    expect(headline(stdout)).to.contain(
      "the rollout was aborted by anna at 2030-01-01 00:00:10 UTC, because it is slow.",
    );
    const unknown = await stack.gray("page", "--id", "no");
    expect(unknown.code).to.equal(2);
    expect(unknown.stderr).to.contain("no rollout no is kept. Kept are: a1, old1");
  });

  it("refuses options that do not go together, and a port that is none", async () => {
    for (const [args, why] of [
      [["--serve", "-o", "x.html"], "--serve shows the present rollout"],
      [["--port", "80"], "--port goes with --serve"],
      [["--serve", "--port", "web"], "--port web is no port"],
    ] as const) {
      const { code, stderr } = await stack.gray("page", ...args);
      expect(code).to.equal(2);
      expect(stderr).to.contain(why);
    }
    expect(existsSync(join(stack.folder.path, "x.html"))).to.equal(false);
  });

  it("serves it until it is interrupted", async () => {
    const before = process.listenerCount("SIGINT");
    const end = stack.gray("page", "--serve");
    while (process.listenerCount("SIGINT") === before)
      await new Promise((done) => setTimeout(done, 5));
    process.emit("SIGINT");
    const { code, stdout } = await end;
    expect(code).to.equal(0);
    expect(stdout).to.match(/^The page of demo is at http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/\n/);
    expect(process.listenerCount("SIGINT")).to.equal(before);
  });
});
