import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../engine/run";
import { Folder } from "../support/folder";

/** Runs JavaScript in another process. */
const script = (text: string, options?: Parameters<typeof run>[2]) =>
  run(process.execPath, ["-e", text], options);

describe("running a program", () => {
  it("gives the exit code and both streams, each alone and together", async () => {
    expect(
      await script("console.log('asked'); console.error('why'); process.exit(3)"),
    ).to.deep.include({ code: 3, stdout: "asked\n", stderr: "why\n" });
  });

  it("prints the lines of standard output that are chosen, and keeps all of them", async () => {
    const file = JSON.stringify(join(__dirname, "../../engine/run.ts"));
    const program =
      "console.log(1); process.stdout.write('b'); setTimeout(() => console.log(2), 50)";
    const code = `const { run } = require(${file});
      run(process.execPath, ["-e", ${JSON.stringify(program)}], { echo: (line) => line !== "1" })
        .then(({ stdout }) => console.log(JSON.stringify(stdout)));`;
    const { stdout } = await run(process.execPath, ["--import", "tsx", "-e", code]);
    expect(stdout).to.equal('b2\n"1\\nb2\\n"\n');
  });

  it("keeps a character whole whose bytes come apart", async () => {
    const { stdout } = await script(
      `const [a, ...rest] = Buffer.from("ü");
       process.stdout.write(Buffer.from([a]));
       setTimeout(() => process.stdout.write(Buffer.from(rest)), 50)`,
    );
    expect(stdout).to.equal("ü");
  });

  it("runs the program in a folder, with variables beside those of this process", async () => {
    const folder = new Folder();
    const { stdout } = await script(
      "console.log(process.cwd(), process.env.PATH !== undefined, process.env.GRAY_SPEC)",
      { cwd: folder.path, env: { GRAY_SPEC: "yes" } },
    );
    expect(stdout).to.equal(`${realpathSync(folder.path)} true yes\n`);
    folder.remove();
  });

  it("interrupts the program when its signal aborts", async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, onStart: () => controller.abort() };
    expect(await run("sleep", ["600"], options)).to.include({ code: 1, output: "" });
  });

  it("interrupts the program at once where its signal has aborted before", async () => {
    const { code } = await run("sleep", ["600"], { signal: AbortSignal.abort() });
    expect(code).to.equal(1);
  });

  it("fails where the program can't be started", async () => {
    const error = await run("no-such-program", []).catch((reason: Error) => reason);
    expect(error).to.include({ code: "ENOENT" });
  });
});
