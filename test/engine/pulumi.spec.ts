import { chmodSync } from "node:fs";
import { expect } from "chai";
import { askPulumi, runPulumi } from "../../engine/pulumi";
import { Folder, withEnvironment } from "../support/folder";

describe("the Pulumi CLI", () => {
  let folder: Folder;
  before(() => (folder = new Folder()));
  after(() => folder.remove());

  /** Puts a `pulumi` that is a shell script into the folder, and gives its path. */
  const install = (text: string) => {
    const path = folder.write("pulumi", `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const ask = (...args: string[]) =>
    withEnvironment({ PATH: `${folder.path}:${process.env.PATH}` }, () => askPulumi(...args));
  const failure = (answer: Promise<string>) =>
    answer.then(
      () => expect.fail("there was an answer"),
      (error: Error) => error.message,
    );

  it("is run without questions and without colours", async () => {
    const { code, stdout } = await runPulumi(install('echo "$@"'), ["up", "--yes"]);
    expect([code, stdout]).to.deep.equal([0, "up --yes --non-interactive --color=never\n"]);
  });

  it("gives its standard output as the answer, without its warnings", async () => {
    install("echo a warning >&2; echo the answer");
    expect(await ask("config", "get", "key")).to.equal("the answer\n");
  });

  it("fails with its standard error, and never with what it printed, which may be secret", async () => {
    install("echo half a >&2; echo secret; echo reason >&2; exit 4");
    expect(await failure(ask("config", "get", "key"))).to.equal(
      "pulumi config get ended with 4: half a\nreason",
    );
  });

  it("fails with a message of its own where it is not installed", async () => {
    const answer = withEnvironment({ PATH: "" }, () => askPulumi("stack", "export"));
    expect(await failure(answer)).to.equal("pulumi is not on the PATH");
  });
});
