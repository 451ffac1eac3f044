// The shell steps of the Jenkinsfile, run one by one: the file is read by Groovy's grammar, since no Jenkins runs here.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Node } from "web-tree-sitter";
import { parseJenkinsfile } from "../../scripts/pipelines/jenkins";
import { Clone, stackFile } from "./services/clone";
import { Forge } from "./services/forge";
import { inShell } from "./services/shell";

/** The calls of a function below a node, as text. */
function calls(node: Node, name: string): Node[] {
  const own =
    node.type === "method_invocation" && node.childForFieldName("name")?.text === name
      ? [node]
      : [];
  return [...own, ...node.children.flatMap((child) => calls(child, name))];
}

/** The commands of the `sh` steps below a node. */
const commands = (node: Node) =>
  calls(node, "sh").flatMap(
    ({ text }) => /(["'])(npm|npx)\b[^"']*\1/.exec(text)?.[0].slice(1, -1) ?? [],
  );

describe("the Jenkinsfile", () => {
  let clone: Clone;
  let forge: Forge;
  let api: string;
  let root: Node;

  before(async () => {
    root = await parseJenkinsfile(readFileSync("ci/jenkins/Jenkinsfile", "utf8"));
    clone = new Clone();
    forge = new Forge();
    api = await forge.start();
    clone.commit("main", {
      "Pulumi.dev.yaml": stackFile("{ v1: 100 }"),
      "Pulumi.prod.yaml": stackFile("{ v1: 100 }"),
    });
    clone.commit("shift", { "Pulumi.prod.yaml": stackFile("{ v1: 80, v2: 20 }") });
    clone.checkOut("shift");
  });

  after(() => {
    forge.stop();
    clone.remove();
  });

  const stage = (name: string) => {
    const found = calls(root, "stage").find(({ text }) => text.startsWith(`stage('${name}')`));
    if (found === undefined) throw new Error(`no stage ${name}`);
    return found;
  };

  it("runs npm ci and steps of gray-ci, and nothing else", () => {
    const all = new Set(commands(root));
    expect([...all].sort()).to.deep.equal([
      ...["npm ci", "npx --no -- gray-ci ${step} ${stack}", "npx --no -- gray-ci changed"],
      ...["npx --no -- gray-ci comment", "npx --no -- gray-ci report"],
    ]);
  });

  it("gives pull requests of forks neither credentials nor a comment", () => {
    expect(stage("Preview").text).to.contain("env.CHANGE_ID && !env.CHANGE_FORK");
    const [post] = calls(root, "post");
    expect(post?.text).to.match(/if \(env\.CHANGE_ID && !env\.CHANGE_FORK\) \{\s+withCredentials/);
    expect(stage("Report").text).to.not.contain("withCredentials");
  });

  it("reports, previews and comments by its steps, and shows no secret", async () => {
    const page = {
      CHANGE_TARGET: "main",
      CHANGE_URL: "https://github.com/acme/shop/pull/7",
      GIT_COMMIT: "feedc0ffee12",
    };
    const PULUMI_CONFIG_PASSPHRASE = "a very secret passphrase";
    const run = async (command: string, more = {}) => {
      const env = {
        ...page,
        PATH: clone.path,
        HOME: clone.temp,
        LOG: clone.log,
        GRAY_STACKS: "dev prod",
        ...more,
      };
      const { code, output } = await inShell(command, clone.folder, env);
      expect(code, output).to.equal(0);
      return output;
    };
    const [list = "", each = ""] = commands(root).slice(-2);
    // Jenkins uses the folder of an earlier build again, which may have previewed another stack.
    mkdirSync(join(clone.folder, ".gray-ci"));
    const old = { step: "preview", stack: "gone", text: "What an earlier build said" };
    writeFileSync(join(clone.folder, ".gray-ci/preview-gone.json"), JSON.stringify(old));
    await run(commands(stage("Install"))[0] ?? "");
    await run(commands(stage("Report"))[0] ?? "");
    const changed = await run(list);
    expect(changed).to.equal("prod\n");
    clone.pulumi(`Resources:\\n    ~ 2 to update\\n${PULUMI_CONFIG_PASSPHRASE}\\n`);
    const preview = each.replace("${step}", "preview").replace("${stack}", changed.trim());
    const log = await run(preview, { PULUMI_CONFIG_PASSPHRASE });
    const [post] = calls(root, "post");
    const [comment = ""] = post ? commands(post) : [];
    await run(comment, { GITHUB_TOKEN: "ghp-secret-token", GITHUB_API_URL: api });
    expect(forge.comments[0]?.body)
      .to.contain("Of 100 requests")
      .and.contain("Preview: 2 to update.");
    expect(forge.requests).to.contain("POST /repos/acme/shop/issues/7/comments");
    expect(forge.comments[0]?.body).to.not.contain("an earlier build");
    for (const text of [log, forge.comments[0]?.body])
      expect(text).to.contain("[secret]").and.not.contain(PULUMI_CONFIG_PASSPHRASE);
  });
});
