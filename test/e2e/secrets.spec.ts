import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Forge } from "../ci/services/forge";
import { runCaller } from "../ci/services/github";
import { commit, workspaceOf } from "../ci/services/project-workspace";
import type { GitHubEvent, JobRun } from "../ci/services/workflow";
import { selfSigned } from "../support/certificate";
import { cluster, tools } from "./support/lab";
import { Project } from "./support/project";

const names = ["west", "east"] as const;
const stack = "dev";

interface User {
  token: string;
  "client-certificate-data"?: string;
  "client-key-data"?: string;
}

describe("a kubeconfig that is a secret of the stack", () => {
  let project: Project;
  /** What must be seen nowhere, by what it is. */
  const secrets = new Map<string, string>();
  /** All that was told or kept, by where. */
  const seen = new Map<string, string>();
  /** How the jobs of a pipeline ended. */
  const jobs: string[] = [];
  let passphrase: string;

  before(async () => {
    project = new Project();
    project.moveDev("gray-secrets", "secrets.example");
    await project.init(stack);
    const { certificate, key } = await selfSigned("client.example");
    secrets.set("the key", key.replace(/-----[A-Z ]+-----|\s/g, "").slice(0, 60));
    for (const [i, name] of names.entries()) {
      project.edit(stack, ["gray-release:clusters", i, "kubeconfig"], undefined);
      const kubeconfig = JSON.parse(readFileSync(cluster(name).kubeconfig, "utf8")) as {
        users: [{ user: User }];
      };
      const [{ user }] = kubeconfig.users;
      // The API servers of the lab ask nobody for a certificate; what matters is that it is in the kubeconfig.
      user["client-certificate-data"] = Buffer.from(certificate).toString("base64");
      user["client-key-data"] = Buffer.from(key).toString("base64");
      secrets.set(`the token for ${name}`, user.token);
      const set = ["config", "set", "--secret", `gray-release:kubeconfig-${name}`];
      await project.run(...set, JSON.stringify(kubeconfig), "--stack", stack);
    }
    const pulumi = async (...args: string[]) =>
      seen.set(`pulumi ${args.join(" ")}`, (await project.run(...args, "--stack", stack)).output);
    const gray = async (...args: string[]) =>
      seen.set(`gray ${args.join(" ")}`, (await project.gray(...args, "-s", stack)).output);
    await pulumi("preview", "--diff");
    await pulumi("up", "--yes", "--diff", "--logtostderr", "-v=3");
    await pulumi("config");
    await pulumi("stack", "output", "--json");
    await pulumi("stack", "export");
    await gray("plan");
    await gray("check");
    await gray("rbac");
    await gray("drift", "-o", "json");
    await pipeline();
    for (const [file, text] of files(join(project.folder, ".pulumi-state"))) seen.set(file, text);
    seen.set("the stack file", readFileSync(join(project.folder, `Pulumi.${stack}.yaml`), "utf8"));
  });

  /** A pull request, its merge and the night after it, by the workflows that other repositories call. */
  const pipeline = async () => {
    passphrase = readFileSync(join(project.folder, ".pulumi-state/passphrase"), "utf8");
    const clone = workspaceOf(project.folder, tools().env.PATH ?? "");
    project.setWeights(stack, { v1: 70, v2: 30 });
    const before = commit(project.folder);
    const forge = new Forge();
    const api = await forge.start();
    const pull = { number: 7, head: { sha: "feed", repo: { full_name: "acme/shop" } } };
    const events: GitHubEvent[] = [
      { name: "pull_request", branch: "shift", base: "main", payload: { pull_request: pull } },
      { name: "push", branch: "main", payload: { before } },
      { name: "schedule", branch: "main", payload: {} },
    ];
    const note = (event: string, { name, result, log, summary }: JobRun) => {
      if (result !== "skipped") jobs.push(`${event}: ${name}: ${result}`);
      seen.set(`${name} on ${event}`, log + summary);
    };
    for (const event of events) {
      const runs = await runCaller(".github/workflows/preview.yml", event, {
        ...{ clone, api, repository: "acme/shop", machine: { PULUMI_HOME: tools().pulumiHome } },
        secrets: { PULUMI_CONFIG_PASSPHRASE: passphrase },
        inputs: { stacks: stack, backend: `file://${project.folder}/.pulumi-state` },
      });
      for (const run of runs) note(event.name, run);
    }
    seen.set("the comment", forge.comments.map(({ body }) => body).join());
    forge.stop();
  };

  after(() => {
    project.drop("gray-secrets");
    project.remove();
  });

  it("reaches the clusters, and the commands that are looked at did their work", async () => {
    const { phase } = await project.outputs(stack);
    expect(phase).to.equal("gray");
    const text = (name: string) => seen.get(name) ?? "";
    expect(text("pulumi up --yes --diff --logtostderr -v=3")).to.include(
      "helloworld-west-helloworld-virtualservice",
    );
    expect(text("gray drift -o json")).to.include('"drift": []');
    expect(text("gray rbac")).to.include("kind: RoleBinding");
    const state = [...seen].find(([file]) => file.endsWith(`/stacks/gray-release/${stack}.json`));
    expect(state?.[1]).to.include("ciphertext");
  });

  it("serves a pipeline that previews, updates and looks for drift, each in a job of its own", async () => {
    const log = [...seen].filter(([name]) => / on /.test(name)).map(([, text]) => text);
    expect(jobs, log.join("\n")).to.deep.equal([
      ...["pull_request: changed: success", "pull_request: preview dev: success"],
      ...["pull_request: comment: success", "push: changed: success", "push: up dev: success"],
      ...["schedule: changed: success", "schedule: drift dev: success"],
    ]);
    expect(seen.get("the comment")).to.match(/Preview: 2 to update, \d+ unchanged\./);
    expect(seen.get("drift dev on schedule")).to.contain("No other field manager changed");
    expect(await project.outputs(stack)).to.have.nested.property("weights.east.helloworld.v2", 30);
    for (const text of [...log, seen.get("the comment")])
      expect(text?.includes(passphrase)).to.equal(false);
  });

  it("is seen nowhere: not in state, outputs, logs, previews, nor in what the command prints", () => {
    expect(secrets.size).to.equal(3);
    for (const [what, secret] of secrets) {
      expect(secret).to.have.length.greaterThan(8);
      for (const [where, text] of seen)
        for (const form of formsOf(secret))
          // The text itself would be shown by a failure.
          expect(text.includes(form), `${what} in ${where}`).to.equal(false);
    }
  });
});

/** A text as it stands, and the parts of its base64 that do not depend on what stands before it. */
function formsOf(secret: string): string[] {
  const shifted = [0, 1, 2].map((bytes) =>
    Buffer.from("x".repeat(bytes) + secret)
      .toString("base64")
      .slice(4, -4),
  );
  return [secret, ...shifted];
}

/** The files below a folder, as text. */
function files(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, "utf8")]);
}
