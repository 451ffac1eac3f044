import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { acquireLock, isHeld } from "../../tools/lock";

describe("The build lock", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gray-lock-"));
    file = path.join(folder, "build.lock");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const never = (pid: number): void => expect.fail(`waited for process ${pid}`);

  it("is held until it is given back", async () => {
    const release = await acquireLock(file, never);
    expect(isHeld(fs.readFileSync(file, "utf8"))).to.equal(true);
    release();
    expect(fs.readdirSync(folder)).to.deep.equal([]);
  });

  it("lets a second process wait, and tells it for whom", async () => {
    const release = await acquireLock(file, never);
    const waited: number[] = [];
    const second = acquireLock(file, (pid) => waited.push(pid));
    await setTimeout(20);
    expect(waited).to.deep.equal([process.pid]);
    release();
    (await second)();
  });

  it("is taken over from a process that has ended", async () => {
    const { pid } = spawnSync("true");
    fs.writeFileSync(file, `${pid} 12345`);
    (await acquireLock(file, never))();
  });

  it("is taken over when another process got the same process ID, and when it is empty", async () => {
    fs.writeFileSync(file, `${process.pid} 1`);
    (await acquireLock(file, never))();
    fs.writeFileSync(file, "");
    (await acquireLock(file, never))();
  });

  it("stops waiting when it is told to", async () => {
    const release = await acquireLock(file, never);
    const abort = new AbortController();
    const second = acquireLock(file, () => abort.abort(new Error("enough")), abort.signal);
    expect(await second.catch((error: Error) => error.message)).to.equal("enough");
    release();
  });
});
