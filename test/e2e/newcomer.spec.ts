import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { down, status } from "../../lab/lab";

describe("npm start in a clone that was never installed", () => {
  let clone: string;
  let started: { code: number | null; output: string };

  before(async function () {
    this.timeout(10 * 60_000);
    clone = freshClone();
    started = await npmStart(clone);
  });

  after(async () => {
    await down({ folder: join(clone, ".lab") });
    rmSync(clone, { recursive: true, force: true });
  });

  it("says first what it will do, how long that takes and why", () => {
    const [beforeInstall = ""] = started.output.split("$ npm ci");
    expect(beforeInstall).to.match(/This will\n\s+1\. install/);
    expect(beforeInstall).to.match(/first run takes about \d+ minutes .* because/s);
  });

  it("ends well, with measured shares near 80/20 and then 50/50 in both clusters", () => {
    expect(started.output.slice(-3000)).to.match(/Done\. The lab keeps running/);
    expect(started.code).to.equal(0);
    const rows = [...started.output.matchAll(/│ v\d .*?(\d+) % │\s+([\d.]+) % │/g)];
    const shares = rows.map(([, configured, measured]) => [Number(configured), Number(measured)]);
    expect(shares.map(([configured]) => configured)).to.deep.equal([
      80, 20, 80, 20, 50, 50, 50, 50,
    ]);
    for (const [configured = 0, measured = 0] of shares)
      expect(measured).to.be.within(configured - 3, configured + 3);
  });

  it("leaves the clone as git knows it, and names each resource once in each update", () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: clone }).toString();
    expect(git("status", "--porcelain")).to.equal("");
    const done = started.output
      .split("\n")
      .filter((line) => /west-helloworld-v1-deployment/.test(line));
    expect(done).to.have.length(1);
    expect(started.output).to.not.match(/creating \(|Outputs:/);
  });

  it("leaves file, state and clusters with the same weights", () => {
    const shell = (line: string) =>
      execFileSync("sh", ["-c", `. .pulumi-state/env; ${line}`], { cwd: clone }).toString();
    expect(shell("pulumi preview --stack dev --non-interactive")).to.match(/\d+ unchanged/);
    expect(shell("pulumi preview --stack dev --non-interactive")).to.not.match(
      /to (create|update)/,
    );
    expect(shell("gray drift -s dev")).to.contain("No other field manager changed");
    expect(JSON.parse(shell("pulumi stack output weights --json"))).to.deep.include({
      west: { helloworld: { v1: 80, v2: 20 } },
    });
  });

  it("leaves the lab running, to be stopped by the command that it tells", async () => {
    expect((await status({ folder: join(clone, ".lab") })).state).to.equal("running");
    const lab = (...args: string[]) =>
      execFileSync("npm", ["run", "--silent", "lab", "--", ...args], { cwd: clone }).toString();
    expect(lab("status")).to.contain("west");
    lab("down");
    expect((await status({ folder: join(clone, ".lab") })).state).to.equal("stopped");
  });
});

/** What git knows of this checkout, as it is now, in a folder of its own. */
function freshClone(): string {
  const folder = mkdtempSync(join(tmpdir(), "gray-e2e-clone-"));
  const listed = execFileSync("git", ["ls-files", "-z"]).toString().split("\0");
  for (const file of listed.filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
  git("init", "--quiet");
  git("add", "--all");
  git(
    "-c",
    "user.name=spec",
    "-c",
    "user.email=spec@example.com",
    "commit",
    "--quiet",
    "-m",
    "clone",
  );
  return folder;
}

function npmStart(cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn("npm", ["start"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", fail);
    child.once("close", (code) => done({ code, output }));
  });
}
