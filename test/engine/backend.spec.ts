import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { forgetLostPassphrase, openBackend, writeShellEnv } from "../../engine/backend";
import { run } from "../../engine/run";
import { Folder } from "../support/folder";

describe("the file backend", () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.remove());

  it("makes a passphrase that only its owner can read, and keeps it", () => {
    const { env } = openBackend(join(folder.path, "state"));
    const file = env.PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
    const passphrase = readFileSync(file, "utf8");
    expect(passphrase).to.have.length.greaterThan(20);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    openBackend(join(folder.path, "state"));
    expect(readFileSync(file, "utf8")).to.equal(passphrase);
  });

  it("puts gray on the PATH of that shell, before all that was on it", async () => {
    const file = writeShellEnv(openBackend(folder.path), { PATH: "/usr/bin:/bin" });
    const script = `. ${file}; command -v gray; echo "$PATH"`;
    const { stdout } = await run("/bin/sh", ["-c", script]);
    const gray = join(folder.path, "bin", "gray");
    expect(stdout).to.equal(`${gray}\n${join(folder.path, "bin")}:/usr/bin:/bin\n`);
    expect(realpathSync(gray)).to.equal(join(__dirname, "../../cli/gray.cjs"));
    // A second start writes it again.
    expect(writeShellEnv(openBackend(folder.path), {})).to.equal(file);
  });

  it("writes its variables for a shell, whatever characters they hold", async () => {
    const file = writeShellEnv(openBackend(folder.path), { GRAY_SPEC: "it's $HOME" });
    const { stdout } = await run("sh", ["-c", `. ${file}; echo "$GRAY_SPEC $PULUMI_BACKEND_URL"`]);
    expect(stdout).to.equal(`it's $HOME file://${folder.path}\n`);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });
});

describe("a stack file whose passphrase is lost", () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.remove());

  it("loses its salt, and nothing else", () => {
    const file = folder.write("Pulumi.dev.yaml", "encryptionsalt: v1:x\n# kept\nconfig: {a: 1}\n");
    forgetLostPassphrase(file);
    expect(readFileSync(file, "utf8")).to.equal("# kept\nconfig: { a: 1 }\n");
  });

  it("is refused where it holds secrets, and stays as it is", () => {
    const text = "encryptionsalt: v1:x\nconfig: { a: { secure: v1:y } }\n";
    const file = folder.write("Pulumi.dev.yaml", text);
    expect(() => forgetLostPassphrase(file)).to.throw("holds secrets");
    expect(readFileSync(file, "utf8")).to.equal(text);
  });

  it("is left alone where it has no salt", () => {
    const file = folder.write("Pulumi.dev.yaml", "config: {a: 1}\n");
    forgetLostPassphrase(file);
    expect(readFileSync(file, "utf8")).to.equal("config: {a: 1}\n");
  });
});
