import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { attach } from "../../engine/attach";
import { Folder } from "../support/folder";
import { failureOf } from "../support/ports";

const node = (script: string, env: Readonly<Record<string, string>> = {}) =>
  attach(process.execPath, ["-e", script], env);

describe("a program that has the terminal", () => {
  it("gives its exit code, and 1 where a signal ended it", async () => {
    expect(await node("process.exit(7)")).to.equal(7);
    expect(await node("process.kill(process.pid, 'SIGKILL')")).to.equal(1);
  });

  it("has the variables of this process, and those that it is given", async () => {
    const script = "process.exit(process.env.PATH && process.env.GIVEN === 'x' ? 0 : 3)";
    expect(await node(script, { GIVEN: "x" })).to.equal(0);
  });

  it("is interrupted, and not killed, where this process is asked to end", async () => {
    const folder = new Folder();
    const ready = join(folder.path, "ready");
    const ended = node(
      `process.on("SIGINT", () => process.exit(5)); setInterval(() => undefined, 1000);
       require("node:fs").writeFileSync(${JSON.stringify(ready)}, "")`,
    );
    while (!existsSync(ready)) await sleep(20);
    process.emit("SIGTERM");
    expect(await ended).to.equal(5);
    folder.remove();
  });

  it("is an error where it can't be started", async () => {
    const error = await failureOf(attach("/no/such/program", [], {}));
    expect(error.message).to.contain("ENOENT");
  });
});
