import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { selfSigned } from "../support/certificate";
import { cluster } from "./support/lab";
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
    for (const [file, text] of files(join(project.folder, ".pulumi-state"))) seen.set(file, text);
    seen.set("the stack file", readFileSync(join(project.folder, `Pulumi.${stack}.yaml`), "utf8"));
  });

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
