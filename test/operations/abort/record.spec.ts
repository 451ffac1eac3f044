import { expect } from "chai";
import { recordAbort } from "../../../operations/abort/record";
import type { EngineOutput } from "../../../operations/engine-run";

const ok: EngineOutput = { code: 0, output: "", stdout: '{"steps":[]}' };
const locked: EngineOutput = {
  code: 255,
  output: "error: the stack is currently locked by 1 lock(s)",
  stdout: "",
};
const changes: EngineOutput = {
  ...ok,
  stdout: JSON.stringify({
    steps: [{ op: "update", urn: "urn:pulumi:dev::p::kubernetes:apps/v1:Deployment::west-web-v1" }],
  }),
};

describe("recording an abort in the state", () => {
  /** Records with an engine that gives these answers, one after the other. */
  const record = (
    summary: boolean | Parameters<typeof recordAbort>[1],
    ...answers: readonly EngineOutput[]
  ) => recordBeside([], summary, ...answers);

  /** The same while an update runs: what the backend says of it each time that it is asked. */
  async function recordBeside(
    running: readonly string[],
    summary: boolean | Parameters<typeof recordAbort>[1],
    ...answers: readonly EngineOutput[]
  ) {
    const left = [...running];
    const asked: string[] = [];
    const said: string[] = [];
    const waits: number[] = [];
    const given = typeof summary === "boolean" ? { complete: true, asPlanned: summary } : summary;
    const agreed = await recordAbort("dev", given, {
      pulumi: (args) => {
        const answer = answers[asked.length];
        asked.push(args.join(" "));
        return answer ? Promise.resolve(answer) : Promise.reject(new Error("not expected"));
      },
      runningUpdate: () => Promise.resolve(left.shift()),
      reporter: { info: (line) => void said.push(line) },
      sleep: (ms) => Promise.resolve(waits.push(ms)),
    });
    return { agreed, asked, said, waits };
  }

  it("previews, updates, and says that file, state and clusters agree", async () => {
    const { agreed, asked, said } = await record(true, ok, ok);
    expect(agreed).to.equal(true);
    expect(asked).to.deep.equal([
      "preview --json --stack dev",
      "up --yes --skip-preview --stack dev",
    ]);
    expect(said).to.deep.equal([
      "Recording it in the stack's state: pulumi up",
      "File, state and clusters agree.",
    ]);
  });

  it("names the command for the clusters that answer where others are left out", async () => {
    const said: string[] = [];
    await recordAbort(
      "prod",
      { complete: true, asPlanned: true },
      {
        pulumi: () => Promise.resolve(changes),
        leftOut: ["east"],
        runningUpdate: () => Promise.resolve(undefined),
        reporter: { info: (line) => void said.push(line) },
      },
    );
    expect(said[0]).to.contain("because `npx gray up --without east` would change more");
    expect(said[0]).to.contain("`npx gray preview --without east --diff -s prod`");
  });

  it("updates nothing where the routes are not as planned", async () => {
    const { agreed, asked, said } = await record(false);
    expect({ agreed, asked }).to.deep.equal({ agreed: false, asked: [] });
    expect(said[0]).to.contain(
      "would change more than the abort did: routes that were never applied",
    );
  });

  it("updates nothing where the abort is not complete, and says so", async () => {
    const { agreed, asked, said } = await record({ complete: false, asPlanned: false });
    expect({ agreed, asked }).to.deep.equal({ agreed: false, asked: [] });
    expect(said).to.deep.equal(["The state was not updated, because the abort is not complete."]);
  });

  it("updates nothing where that would change more than routes, and names it", async () => {
    const { agreed, asked, said } = await record(true, changes);
    expect(agreed).to.equal(false);
    expect(asked).to.have.lengthOf(1);
    expect(said[0]).to.contain("would change more than the abort did: update west-web-v1.");
  });

  it("updates nothing where the preview fails, and says why", async () => {
    const broken = { code: 1, output: "error: no such stack\n", stdout: "" };
    const { agreed, asked, said } = await record(true, broken);
    expect(agreed).to.equal(false);
    expect(asked).to.have.lengthOf(1);
    expect(said[0]).to.contain(
      "its preview failed, so the changes are not known:\nerror: no such stack",
    );
  });

  it("says that the state was not updated where the update fails", async () => {
    const { agreed, said } = await record(true, ok, { code: 1, output: "error: x\n", stdout: "" });
    expect(agreed).to.equal(false);
    expect(said.at(-1)).to.equal(
      "error: x\n\nThe update failed, so the state was not updated. Traffic stays where the abort put it.",
    );
  });

  it("waits for another update that holds the stack, and says so once", async () => {
    const { agreed, asked, said, waits } = await record(true, locked, locked, ok, ok);
    expect(agreed).to.equal(true);
    expect(asked).to.have.lengthOf(4);
    expect(waits).to.deep.equal([3000, 3000]);
    expect(said.filter((line) => line.includes("Another update holds the stack"))).to.have.lengthOf(
      1,
    );
  });

  it("gives up after 200 attempts at a stack that stays locked", async () => {
    const { agreed, asked, waits } = await record(
      true,
      ...Array.from({ length: 200 }, () => locked),
    );
    expect(agreed).to.equal(false);
    expect(asked).to.have.lengthOf(200);
    expect(waits).to.have.lengthOf(199);
  });

  it("waits for an update that has not recorded yet what it changed, names it, and looks again", async () => {
    const who = "ann@ci, process 7, since 18:50";
    const { agreed, asked, said, waits } = await recordBeside([who, who], true, changes, ok, ok);
    expect(agreed).to.equal(true);
    expect(asked.map((one) => one.split(" ")[0])).to.deep.equal(["preview", "preview", "up"]);
    expect(said[0]).to.equal(
      `Another update holds the stack (${who}). It does not change routes after an abort; gray waits until it ends.`,
    );
    expect(waits).to.deep.equal([3000, 3000]);
  });

  it("waits for an update that runs where the routes are not as planned, too", async () => {
    const { agreed, said } = await recordBeside(["ann@ci"], false);
    expect(agreed).to.equal(false);
    expect(said[0]).to.contain("Another update holds the stack (ann@ci).");
    expect(said[1]).to.contain("routes that were never applied");
  });
});
