import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";
import { Clone, stackFile } from "../services/clone";
import { writeProgram } from "../services/workspace";

const command = resolve(__dirname, "../../../ci/main.mjs");

describe("a step whose job is cancelled", () => {
  const clone = new Clone();
  after(() => clone.remove());

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`hands ${signal} on to the engine, and waits until it has ended well`, async () => {
      clone.commit("main", { "Pulumi.dev.yaml": stackFile("{ v1: 100 }"), [signal]: "" });
      clone.checkOut("main");
      const [bin = ""] = clone.path.split(":");
      writeProgram(
        bin,
        "pulumi",
        "trap 'echo lock removed; exit 1' INT TERM\necho begun\nwhile :; do sleep 0.05; done",
      );
      const env = { PATH: clone.path, HOME: clone.temp };
      const step = spawn(process.execPath, [command, "up", "dev"], { cwd: clone.folder, env });
      let output = "";
      const code = await new Promise((done) => {
        step.stdout.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          if (text.includes("begun")) step.kill(signal);
        });
        step.once("close", done);
      });
      expect(output).to.equal("begun\nlock removed\n");
      expect(code).to.equal(2);
    });
});
