// The pipeline of GitLab, run job by job against a repository, a forge and an engine that stand in for the real ones.
import { expect } from "chai";
import { Clone, stackFile } from "./services/clone";
import { Forge } from "./services/forge";
import { runPipeline, type JobRun } from "./services/gitlab";

const file = "ci/gitlab/gray.gitlab-ci.yml";
const inputs = { stacks: ["dev", "prod"], backend: "s3://state" };

const secrets = {
  PULUMI_CONFIG_PASSPHRASE: "a very secret passphrase",
  GITLAB_TOKEN: "glpat-secret",
};

const result = (runs: readonly JobRun[]) => runs.map(({ name, code }) => `${name}: ${code}`);

describe("the pipeline of GitLab", () => {
  let clone: Clone;
  let forge: Forge;
  let api: string;
  let before: string;

  beforeEach(async () => {
    clone = new Clone();
    forge = new Forge();
    api = await forge.start();
    const stacks = {
      "Pulumi.dev.yaml": stackFile("{ v1: 100 }"),
      "Pulumi.prod.yaml": stackFile("{ v1: 100 }"),
    };
    before = clone.commit("main", stacks);
    clone.commit("shift", { "Pulumi.prod.yaml": stackFile("{ v1: 80, v2: 20 }") });
  });

  afterEach(() => {
    forge.stop();
    clone.remove();
  });

  const mergeRequest = (source: string) => ({
    ...{ CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_IID: "7", CI_API_V4_URL: api },
    ...{ CI_MERGE_REQUEST_PROJECT_ID: "42", CI_MERGE_REQUEST_PROJECT_PATH: "acme/shop" },
    ...{ CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: source, CI_MERGE_REQUEST_DIFF_BASE_SHA: before },
  });

  it("previews the stacks that a merge request touches, and keeps one note up to date", async () => {
    const run = () =>
      runPipeline(file, inputs, clone, "shift", { ...mergeRequest("acme/shop"), ...secrets });
    const runs = await run();
    expect(result(runs)).to.deep.equal([
      ...["gray-report: 0", "gray-preview dev: 0", "gray-preview prod: 0", "gray-comment: 0"],
    ]);
    expect(runs[1]?.log).to.contain("The change does not touch stack dev.");
    expect(runs[2]?.environment).to.equal("preview/prod");
    const [note] = forge.comments;
    expect(note?.body)
      .to.contain("Of 100 requests")
      .and.contain("Preview: 2 to update, 36 unchanged.");
    clone.pulumi("Resources:\\n    ~ 3 to update\\na very secret passphrase\\n");
    const again = await run();
    expect(forge.comments).to.have.lengthOf(1);
    expect(note?.body).to.contain("Preview: 3 to update.");
    expect(forge.requests.slice(-2)).to.deep.equal([
      ...["GET /projects/42/merge_requests/7/notes", "PUT /projects/42/merge_requests/7/notes/1"],
    ]);
    const shown = [...again.map(({ log }) => log), note?.body].join("\n");
    for (const secret of Object.values(secrets))
      expect(shown.includes(secret), secret).to.equal(false);
  });

  it("gives a fork the report alone", async () => {
    const runs = await runPipeline(file, inputs, clone, "shift", mergeRequest("stranger/shop"));
    expect(result(runs)).to.deep.equal(["gray-report: 0"]);
    expect(forge.requests).to.deep.equal([]);
  });

  it("updates the stacks that a merge touches, when somebody starts the job", async () => {
    const push = {
      CI_PIPELINE_SOURCE: "push",
      CI_COMMIT_BRANCH: "main",
      CI_DEFAULT_BRANCH: "main",
    };
    clone.commit("main", { "Pulumi.prod.yaml": stackFile("{ v1: 90, v2: 10 }") });
    const variables = { ...push, CI_COMMIT_BEFORE_SHA: before, ...secrets };
    const runs = await runPipeline(file, inputs, clone, "main", variables);
    expect(runs.map(({ name, when, environment }) => [name, when, environment])).to.deep.equal([
      ["gray-up dev", "manual", "dev"],
      ["gray-up prod", "manual", "prod"],
    ]);
    expect(runs[0]?.log).to.contain("The change does not touch stack dev.");
    expect(runs[1]?.log).to.contain("2 to update");
  });

  it("looks for drift of every stack where a schedule says so", async () => {
    const runs = await runPipeline(file, inputs, clone, "main", {
      CI_PIPELINE_SOURCE: "schedule",
      ...secrets,
    });
    // Nothing answers for the cluster: it could not look.
    expect(result(runs)).to.deep.equal(["gray-drift dev: 2", "gray-drift prod: 2"]);
  });
});
