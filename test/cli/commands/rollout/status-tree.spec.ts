// `gray rollout status` on a terminal, against fake API servers.
import { expect } from "chai";
import { runGray } from "../../../../cli/program";
import { subcommands } from "../../../../cli/subcommands";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";
import { FakeTerminal } from "../../../support/terminal";

const at = "2030-01-01T00:00:10Z";

/** A rollout of the stack that waits for a person at 20 %. */
const record = (changes: Partial<RolloutRecord> = {}) =>
  rolloutRecord({
    ...{ spec: { steps: [{ setWeight: 20 }, { pause: {} }] }, start: fleet(0), goal: fleet(100) },
    current: { weights: fleet(20), routes: {}, scale: {} },
    at: { index: 1, from: 0, state: "decided", since: at },
    ...changes,
  });

describe("gray rollout status on a terminal", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  const onTerminal = async (terminal: FakeTerminal, ...args: string[]) => {
    const { stdout, stdin } = terminal;
    const before = process.cwd();
    process.chdir(stack.folder.path);
    try {
      const line = ["rollout", "status", ...args];
      return await runGray(subcommands, line, { stdout, stderr: stdout, stdin });
    } finally {
      process.chdir(before);
    }
  };

  it("is a tree as wide as it, and plain lines with --plain", async () => {
    stack.put(record());
    stack.move(20);
    const terminal = new FakeTerminal(60, 80);
    expect(await onTerminal(terminal)).to.equal(1);
    const lines = await terminal.lines();
    expect(lines[0]).to.match(/^rollout a1 of demo \(stack dev\): ● running for /);
    expect(lines.join("\n")).to.contain("\n│     └─ v2  ██░░░░░░░░  20 % → 100 %  2/2 pods\n");
    expect(terminal.isOwn).to.equal(false);
    const plain = new FakeTerminal(200, 80);
    expect(await onTerminal(plain, "--plain")).to.equal(1);
    expect((await plain.lines())[0]).to.match(/^Rollout a1 of demo \(stack dev\): running, /);
    expect(plain.written).not.to.match(/[├└│\u001b]/);
  });

  it("knows the clusters that it shows", async () => {
    const terminal = new FakeTerminal(80, 24);
    expect(await onTerminal(terminal, "--cluster", "est")).to.equal(2);
    expect((await terminal.lines())[0]).to.equal(
      "gray rollout status: --cluster est: the stack has west and east",
    );
  });

  it("goes on in --watch where no cluster answers, says since when, and leaves the last tree", async () => {
    stack.put(record());
    stack.move(20);
    const terminal = new FakeTerminal(80, 60);
    const screens: string[] = [];
    const until = async (pattern: RegExp) => {
      for (;;) {
        const text = (await terminal.lines()).join("\n");
        if (pattern.test(text)) return screens.push(text);
        await new Promise((done) => setTimeout(done, 20));
      }
    };
    const run = onTerminal(terminal, "--watch");
    await until(/waits for somebody to promote/);
    await stack.clusters.api("west").refuse();
    await stack.clusters.api("east").refuse();
    await until(/✖ west: away, for [\s\S]*✖ east: away, for /);
    expect(screens[1]).to.contain("waits for somebody to promote");
    terminal.type({ name: "q" });
    expect(await run).to.equal(2);
    const left = await terminal.lines();
    expect([terminal.isOwn, terminal.raw, terminal.listeners]).to.deep.equal([false, false, 0]);
    expect(left[0]).to.match(/^rollout a1 of demo/);
    expect(left.at(-1)).not.to.contain("q quits");
  });

  it("ends in --watch with the rollout", async () => {
    stack.put(record());
    stack.move(20);
    const terminal = new FakeTerminal(80, 60);
    const run = onTerminal(terminal, "--watch");
    while (!terminal.written.includes("running")) await new Promise((done) => setTimeout(done, 5));
    stack.put(record({ revision: 2, status: "done", endedAt: at, recorded: true }));
    expect(await run).to.equal(0);
    expect((await terminal.lines())[0]).to.match(
      /^rollout a1 of demo \(stack dev\): ✔ done after 10s/,
    );
  });
});
