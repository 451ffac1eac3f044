// The workflows of GitHub, run step by step against a repository, a forge and an engine that stand in for the real ones.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { marker } from "../../ci/support/comment-text.mjs";
import { Clone, stackFile } from "./services/clone";
import { Forge } from "./services/forge";
import { runAction, runCaller } from "./services/github";
import type { GitHubEvent, JobRun } from "./services/workflow";

const caller = ".github/workflows/preview.yml";
const repository = "acme/shop";

const secrets = {
  PULUMI_CONFIG_PASSPHRASE: "a very secret passphrase",
  KUBECONFIG: `users: [{ name: eu, user: { token: token-of-the-cluster } }]\n`,
};

const pullRequest = (branch: string, from = repository): GitHubEvent => ({
  ...{ name: "pull_request", branch, base: "main" },
  payload: {
    pull_request: { number: 7, head: { sha: "feedc0ffee123", repo: { full_name: from } } },
  },
});

const result = (runs: readonly JobRun[]) => runs.map((one) => `${one.name}: ${one.result}`);
const named = (runs: readonly JobRun[], name: string) => runs.find((one) => one.name === name);

describe("the workflows of GitHub", () => {
  let clone: Clone;
  let forge: Forge;
  let api: string;
  let before: string;
  const run = (event: GitHubEvent, given = {}) =>
    runCaller(caller, event, {
      clone,
      api,
      repository,
      secrets,
      inputs: { stacks: "dev prod" },
      ...given,
    });

  beforeEach(async () => {
    clone = new Clone();
    forge = new Forge();
    api = await forge.start();
    const stacks = {
      "Pulumi.dev.yaml": stackFile("{ v1: 100 }"),
      "Pulumi.prod.yaml": stackFile("{ v1: 100 }"),
    };
    before = clone.commit("main", { ...stacks, "index.ts": "", "README.md": "" });
    clone.commit("shift", { "Pulumi.prod.yaml": stackFile("{ v1: 80, v2: 20 }") });
  });

  afterEach(() => {
    forge.stop();
    clone.remove();
  });

  it("preview the stacks that a pull request touches, and keep one comment up to date", async () => {
    const first = await run(pullRequest("shift"));
    expect(result(first)).to.deep.equal([
      ...["changed: success", "preview prod: success", "comment: success"],
      ...["up: skipped", "drift: skipped"],
    ]);
    expect(named(first, "preview prod")?.environment).to.equal("preview-prod");
    expect(forge.comments).to.have.lengthOf(1);
    const [comment] = forge.comments;
    expect(comment?.body)
      .to.contain("Of 100 requests from other services, **20 fewer** go to `v1`")
      .and.contain("### Stack `prod`\n\nPreview: 2 to update, 36 unchanged.")
      .and.contain("Commit feedc0ffee.")
      .and.not.contain("`dev`");

    clone.pulumi("Resources:\\n    ~ 3 to update\\n");
    await run(pullRequest("shift"));
    expect(forge.comments).to.have.lengthOf(1);
    expect(comment?.body).to.contain("Preview: 3 to update.");
    expect([...forge.tokens]).to.deep.equal(["Bearer github-token-of-the-job"]);
  });

  it("give a fork the report alone, without a secret, a preview or a comment", async () => {
    const runs = await run(pullRequest("shift", "stranger/shop"), { secrets: {} });
    expect(result(runs)).to.deep.equal([
      ...["changed: success", "preview: skipped", "comment: skipped"],
      ...["up: skipped", "drift: skipped"],
    ]);
    expect(runs[0]?.summary).to.contain("Of 100 requests from other services");
    expect(forge.requests).to.deep.equal([]);
  });

  it("mark a mistake at its line, fail, and say it in the comment", async () => {
    clone.commit("broken", { "Pulumi.prod.yaml": stackFile("{ v1: 80, v2: 10 }") });
    clone.pulumi("error: GR106", 255);
    const runs = await run(pullRequest("broken"));
    expect(result(runs).slice(0, 3)).to.deep.equal([
      ...["changed: failure", "preview prod: failure", "comment: success"],
    ]);
    expect(runs[0]?.log).to.match(/^::error file=Pulumi\.prod\.yaml,line=\d+,title=GR106::.+/m);
    expect(forge.comments[0]?.body).to.contain("GR106").and.contain("The preview failed.");
  });

  it("make no comment where no stack is touched, and bring one of an earlier push up to date", async () => {
    clone.commit("words", { "README.md": "More words" });
    await run(pullRequest("words"));
    expect(forge.comments).to.deep.equal([]);
    forge.comments.push({ id: 1, body: `${marker}\nwhat an earlier push said` });
    await run(pullRequest("words"));
    expect(
      forge.comments.map(({ body }) => body.includes("the change touches no stack.")),
    ).to.deep.equal([true]);
  });

  it("say in the comment why there is no preview where no secret is set up", async () => {
    await run(pullRequest("shift"), { secrets: {} });
    expect(forge.comments[0]?.body).to.contain("No preview: this run has neither");
  });

  it("update the stacks that a push touches, in their order, each in its environment", async () => {
    clone.commit("main", { "index.ts": "export {};" });
    const inputs = { stacks: "dev prod", "policy-packs": "policy ours" };
    const runs = await run({ name: "push", branch: "main", payload: { before } }, { inputs });
    expect(result(runs)).to.deep.equal([
      ...["changed: success", "preview: skipped", "comment: skipped"],
      ...["up dev: success", "up prod: success", "drift: skipped"],
    ]);
    expect(
      runs.filter(({ name }) => name.startsWith("up")).map(({ environment }) => environment),
    ).to.deep.equal([...["dev", "prod"]]);
    const calls = readFileSync(clone.log, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("pulumi"));
    expect(calls.map((line) => line.split(" --non-interactive")[0])).to.deep.equal([
      "pulumi up --yes --stack dev --policy-pack policy --policy-pack ours",
      "pulumi up --yes --stack prod --policy-pack policy --policy-pack ours",
    ]);
  });

  it("look for drift of every stack each night, and fail where they can't look", async () => {
    const runs = await run({ name: "schedule", branch: "main", payload: {} });
    expect(result(runs)).to.deep.equal([
      ...["changed: success", "preview: skipped", "comment: skipped", "up: skipped"],
      ...["drift dev: failure", "drift prod: failure"],
    ]);
    expect(named(runs, "drift dev")?.environment).to.equal("preview-dev");
    expect(named(runs, "drift dev")?.summary).to.contain("## Drift of dev");
  });

  it("show no secret in a log, a summary or a comment, though the engine prints it", async () => {
    clone.pulumi(`Type a very secret passphrase\\n`);
    const runs = await run(pullRequest("shift"));
    const preview = named(runs, "preview prod");
    expect(preview?.log).to.contain("Type [secret]");
    const env = readFileSync(`${clone.log}.env`, "utf8");
    const [, kubeconfig = ""] = /^KUBECONFIG=(.+)$/m.exec(env) ?? [];
    expect(env).to.not.contain("GRAY_KUBECONFIG");
    expect(preview?.log).to.contain("mode 600");
    expect(kubeconfig)
      .to.match(/kubeconfig$/)
      .and.satisfy((file: string) => !existsSync(file));
    const shown = [
      ...runs.map(({ log, summary }) => log + summary),
      ...forge.comments.map(({ body }) => body),
    ].join("\n");
    // The engine that stands in for the real one prints the kubeconfig, too.
    expect(shown).to.contain("user: { token: [secret] }");
    for (const secret of [
      "a very secret passphrase",
      "token-of-the-cluster",
      "github-token-of-the-job",
    ])
      expect(shown.includes(secret), secret).to.equal(false);
  });

  it("take another version of gray-release where the caller names one", async () => {
    await run(
      { name: "schedule", branch: "main", payload: {} },
      {
        inputs: { stacks: "dev", "gray-release-version": "1.2.3" },
      },
    );
    const calls = readFileSync(clone.log, "utf8");
    expect(calls).to.contain("npm ci\nnpm install --no-save gray-release@1.2.3\n");
  });

  it("have no scripts of their own: each step is one command", () => {
    const texts = [".github/workflows/gray.yml", "action.yml"].map((file) =>
      readFileSync(file, "utf8"),
    );
    const scripts = texts.flatMap((text) =>
      [...text.matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, one]) => one),
    );
    expect(scripts).to.have.length.above(10);
    const known =
      /^(npm ci|npm install --no-save "gray-release@\$VERSION"|npx --no -- gray-ci [a-z]*( ?"\$[A-Z]+")*)$/;
    expect(scripts.filter((one) => !known.test(one ?? ""))).to.deep.equal([]);
  });

  it("do the same steps by the action", async () => {
    const on = { clone, api, repository, secrets };
    clone.checkOut("shift");
    const changed = await runAction("action.yml", { step: "changed" }, pullRequest("shift"), on);
    expect(changed.outputs).to.deep.equal({ stacks: '["prod"]' });
    const given = { step: "preview", stack: "prod", passphrase: "abcdefgh" };
    const preview = await runAction("action.yml", given, pullRequest("shift"), on);
    expect(preview.summary).to.contain("Preview: 2 to update, 36 unchanged.");
    const comment = await runAction("action.yml", { step: "comment" }, pullRequest("shift"), on);
    expect(comment.result, comment.log).to.equal("success");
    expect(forge.comments).to.have.lengthOf(1);
  });
});
