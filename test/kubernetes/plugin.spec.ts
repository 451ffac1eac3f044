import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { ExecEntry } from "../../kubernetes/kubeconfig-entries";
import { checkPlugin, runPlugin, type PluginCluster } from "../../kubernetes/plugin";
import { Folder } from "../support/folder";
import { execCredential, scriptPlugin } from "../support/access/kubeconfig";
import { failureOf } from "../support/ports";

const node = process.execPath;
const v1 = "client.authentication.k8s.io/v1";
const v1beta1 = "client.authentication.k8s.io/v1beta1";

const entryOf = (script: string, more: object = {}) => scriptPlugin(script, more).exec as ExecEntry;
const printing = (status: object, version?: string) =>
  `console.log(${JSON.stringify(execCredential(status, version))})`;

const run = (script: string, more: object = {}, cluster?: PluginCluster) =>
  runPlugin(entryOf(script, more), cluster);

const refusal = async (script: string, more: object = {}) =>
  (await failureOf(run(script, more))).message;

describe("a credential plugin", () => {
  for (const [version, apiVersion] of [
    ["v1", v1],
    ["v1beta1", v1beta1],
  ] as const)
    it(`gives a token and its end, in ${version}`, async () => {
      const expirationTimestamp = "2030-01-02T03:04:05Z";
      const status = { token: "t", expirationTimestamp };
      expect(await run(printing(status, version), { apiVersion })).to.deep.equal({
        credentials: { token: "t" },
        expires: Date.parse(expirationTimestamp),
      });
    });

  it("gives a certificate with its key", async () => {
    const status = { clientCertificateData: "cert", clientKeyData: "key" };
    expect(await run(printing(status))).to.deep.equal({
      credentials: { cert: "cert", key: "key" },
    });
  });

  it("learns what it is asked for from its environment, and of the cluster only where it may", async () => {
    const script = `
      const { apiVersion, kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const token = JSON.stringify([process.env.PROFILE, Boolean(process.env.HOME), apiVersion, kind, spec]);
      const answer = ${execCredential({})};
      console.log(JSON.stringify({ ...answer, status: { token } }));`;
    const env = [{ name: "PROFILE", value: "west" }];
    const learnt = async (cluster?: PluginCluster) =>
      JSON.parse((await run(script, { env }, cluster)).credentials.token ?? "") as unknown;
    const cluster = { server: "https://west.example" };
    expect(await learnt()).to.deep.equal([
      "west",
      true,
      v1,
      "ExecCredential",
      { interactive: false },
    ]);
    expect(await learnt(cluster)).to.deep.equal([
      ...["west", true, v1, "ExecCredential"],
      { interactive: false, cluster },
    ]);
  });

  it("has an empty standard input", async () => {
    const script = `process.stdin.on("end", () => ${printing({ token: "t" })}).resume()`;
    expect((await run(script)).credentials.token).to.equal("t");
  });

  it("is refused with its own words where it fails, and not with what it printed", async () => {
    const script = `
      console.log("hidden");
      console.error("\\u001b[31mThe SSO session has expired.\\u001b[0m\\nRun aws sso login");
      process.exitCode = 255;`;
    expect(await refusal(script)).to.equal(
      `the credential plugin ${node} failed (255): The SSO session has expired.; Run aws sso login`,
    );
  });

  it("says nothing of its own words that look like credentials, and the end of many", async () => {
    const failing = (words: string) => `console.error(${words}); process.exitCode = 1`;
    expect(await refusal(failing(`"token: hidden"`))).to.equal(
      `the credential plugin ${node} failed (1), and its words may hold credentials`,
    );
    const long = await refusal(failing(`"x".repeat(100_000) + "end"`));
    expect(long)
      .to.match(/: … x+end$/)
      .and.to.have.length.below(800);
  });

  it("is refused with its install hint where it is not there", async () => {
    const missing = { command: "no-such-plugin", installHint: "Install it:\n  brew install it.\n" };
    expect(await refusal("", missing)).to.equal(
      "the credential plugin no-such-plugin is not there: install it, or correct command and PATH. Install it:; brew install it",
    );
    const file = await refusal("", { command: __filename });
    expect(file).to.match(/can't be started \(EACCES\): make it executable$/);
  });

  describe("that gives no answer", () => {
    let folder: Folder;
    /** The process that the plugin starts writes its number there. */
    let pidFile: string;

    beforeEach(() => {
      folder = new Folder();
      pidFile = join(folder.path, "pid");
    });

    afterEach(() => folder.remove());

    const hanging = () =>
      entryOf(`
        const { spawn } = require("node:child_process");
        const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
        require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
        console.error("Enter the code ABC");`);

    /** Waits until the process that the plugin started has ended. */
    async function ended(): Promise<void> {
      const pid = readFileSync(pidFile, "utf8");
      // Only a zombie may be left, until its new parent looks.
      const lives = () =>
        existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
      while (lives()) await sleep(5);
    }

    it("is killed with all that it started after a while", async () => {
      const error = await failureOf(runPlugin(hanging(), undefined, 1_500));
      expect(error.message).to.equal(
        `the credential plugin ${node} gave no answer within 1.5 s: Enter the code ABC: if it waits for a login, ` +
          "run a command of kubectl with this kubeconfig in a terminal first",
      );
      await ended();
    });

    it("ends with the program, which ends by the same signal", async () => {
      const module = JSON.stringify(require.resolve("../../kubernetes/plugin"));
      const script = `require(${module}).runPlugin(${JSON.stringify(hanging())}, undefined)`;
      const program = spawn(node, ["--import", "tsx", "--eval", script], { stdio: "ignore" });
      while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await sleep(5);
      program.kill("SIGTERM");
      const [, signal] = (await once(program, "exit")) as [number | null, string | null];
      expect(signal).to.equal("SIGTERM");
      await ended();
    });
  });

  const answers: [string, string, RegExp][] = [
    ["something else", `console.log("hidden")`, /printed no ExecCredential$/],
    ["another kind", `console.log('{"status":{"token":"hidden"}}')`, /printed no ExecCredential$/],
    ["nothing", "", /printed no ExecCredential$/],
    ["another version", printing({ token: "hidden" }, "v1beta1"), /answers in another apiVersion/],
    ["no credentials", printing({}), /gave neither a token nor a certificate with its key$/],
    [
      "half a pair",
      printing({ token: "hidden", clientKeyData: "hidden" }),
      /gave only one of a certificate and its key$/,
    ],
  ];
  for (const [what, script, message] of answers)
    it(`is refused where it answers ${what}`, async () => {
      expect(await refusal(script))
        .to.match(message)
        .and.not.contain("hidden");
    });

  it("must be one that needs no terminal, in a version that Kubernetes knows", () => {
    const check = (more: object) => () => checkPlugin(entryOf("", more));
    expect(check({})).to.not.throw();
    expect(check({ interactiveMode: "IfAvailable" })).to.not.throw();
    expect(check({ apiVersion: v1beta1, interactiveMode: undefined })).to.not.throw();
    expect(check({ interactiveMode: "Always" })).to.throw(
      /\(interactiveMode: Always\), which this program/,
    );
    expect(check({ interactiveMode: undefined })).to.throw(/write interactiveMode: Never$/);
    expect(check({ apiVersion: "client.authentication.k8s.io/v1alpha1" })).to.throw(
      `write ${v1} or ${v1beta1}`,
    );
    expect(check({ command: "" })).to.throw("its user has a plugin (exec) without a command");
  });
});
