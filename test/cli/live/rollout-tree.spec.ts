// The live tree on a terminal that shows what a real one would.
import { expect } from "chai";
import { LiveTree } from "../../../cli/live/rollout-tree";
import { treeLines } from "../../../operations/rollout/status/tree/tree";
import { phases } from "../../operations/rollout/status/tree/phases";
import type { StatusReport } from "../../../operations/rollout/status/report";
import { FakeTerminal } from "../../support/terminal";

describe("the live tree of a rollout", () => {
  let fleet: StatusReport;
  let shop: StatusReport;
  before(async () => {
    [fleet, shop] = await Promise.all([phases["100-clusters"]!(), phases.analysis!()]);
  });

  const question = (report: StatusReport, all = false) => ({
    ...{ report, unfolded: { all, named: [] } },
  });
  const tree = (report: StatusReport, width: number, all = false) =>
    treeLines(question(report, all), { width, colours: false });
  let terminal: FakeTerminal;
  let live: LiveTree;
  let interrupted: string[];
  const open = (columns = 80, rows = 60, stdin = true) => {
    terminal = new FakeTerminal(columns, rows);
    interrupted = [];
    const { stdout } = terminal;
    const streams = { stdout, stderr: stdout, ...(stdin && { stdin: terminal.stdin }) };
    live = new LiveTree(streams, false, (signal) => interrupted.push(signal));
  };
  afterEach(() => live.close());

  it("shows each look in the place of the one before, and writes only what is different", async () => {
    open();
    live.show(question(shop));
    const footer = "q quits  a shows all";
    expect(await terminal.lines()).to.deep.equal([...tree(shop, 80), footer]);
    const before = terminal.written.length;
    live.show(question({ ...shop, next: [{ command: "gray", why: "is another" }] }));
    const lines = await terminal.lines();
    expect(lines).to.contain("   └─ gray  is another");
    expect(lines.slice(0, 15)).to.deep.equal(tree(shop, 80).slice(0, 15));
    expect(terminal.written.slice(before)).not.to.contain("rollout r7k2");
    const same = terminal.written.length;
    live.show(question({ ...shop, next: [{ command: "gray", why: "is another" }] }));
    expect(terminal.written).to.have.length(same);
  });

  it("shows on a small screen a part that keys move, and with `a` all clusters", async () => {
    open(80, 12);
    live.show(question(fleet));
    const short = tree(fleet, 80);
    expect(await terminal.lines()).to.deep.equal([
      ...short.slice(0, 10),
      `q quits  a shows all  ↑ ↓ scroll: lines 1-10 of ${short.length}`,
    ]);
    terminal.type({ name: "pagedown" });
    terminal.type({ name: "up" });
    expect((await terminal.lines()).slice(0, -1)).to.deep.equal(short.slice(9, 19));
    for (let i = 0; i < 20; i++) terminal.type({ name: "space" });
    expect((await terminal.lines()).slice(0, -1)).to.deep.equal(short.slice(-10));
    terminal.type({ name: "home" });
    terminal.type({ name: "a" });
    const all = tree(fleet, 80, true);
    expect((await terminal.lines()).at(-1)).to.equal(
      `q quits  a folds what is alike  ↑ ↓ scroll: lines 1-10 of ${all.length}`,
    );
    terminal.type({ name: "x" });
    expect((await terminal.lines())[0]).to.equal(all[0]);
  });

  it("follows another size", async () => {
    open(140, 60);
    live.show(question(shop));
    terminal.resize(60, 50);
    expect((await terminal.lines()).slice(0, -1)).to.deep.equal(tree(shop, 60));
    terminal.resize(100, 50);
    expect((await terminal.lines()).slice(0, -1)).to.deep.equal(tree(shop, 100));
  });

  it("ends with `q`, and gives the terminal back as it was", async () => {
    open();
    terminal.stdout.write("$ gray\n");
    live.close();
    open();
    expect(terminal.raw).to.equal(true);
    live.show(question(shop));
    await terminal.lines();
    expect([terminal.isOwn, live.signal.aborted]).to.deep.equal([true, false]);
    terminal.type({ name: "q" });
    expect(live.signal.aborted).to.equal(true);
    live.close();
    await terminal.lines();
    expect([terminal.isOwn, terminal.raw, terminal.listeners]).to.deep.equal([false, false, 0]);
    expect(interrupted).to.deep.equal([]);
  });

  it("gives the terminal back before Ctrl+C or a signal ends the process", async () => {
    open();
    terminal.type({ name: "c", ctrl: true });
    await terminal.lines();
    expect([terminal.isOwn, terminal.raw, interrupted]).to.deep.equal([false, false, ["SIGINT"]]);
    open();
    process.emit("SIGTERM");
    await terminal.lines();
    expect([terminal.isOwn, terminal.raw, interrupted]).to.deep.equal([false, false, ["SIGTERM"]]);
    expect(terminal.listeners).to.equal(0);
  });

  it("says without keys how it ends", async () => {
    open(80, 60, false);
    live.show(question(shop));
    expect((await terminal.lines()).at(-1)).to.equal("Ctrl+C ends it");
  });
});
