import { expect } from "chai";
import { readContext, stacksOf } from "../../../ci/support/context.mjs";
import { Folder } from "../../support/folder";

const read = (env: Readonly<Record<string, string>>) => readContext(env, "/work");

/** What GitHub says of an event. */
function onGitHub(name: string, payload: object, more: Readonly<Record<string, string>> = {}) {
  const folder = new Folder();
  const GITHUB_EVENT_PATH = folder.write("event.json", JSON.stringify(payload));
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: name,
    GITHUB_SHA: "abc",
    GITHUB_EVENT_PATH,
  };
  const context = read({ ...env, ...more });
  folder.remove();
  return context;
}

describe("the change under test", () => {
  it("is on GitHub compared with the branch that a pull request goes to", () => {
    const payload = { pull_request: { number: 7, head: { sha: "feed" } } };
    const more = { GITHUB_BASE_REF: "main", GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: "t" };
    const { base, commit, pull } = onGitHub("pull_request", payload, more);
    expect({ base, commit }).to.deep.equal({ base: "origin/main", commit: "feed" });
    expect(pull).to.deep.equal({
      ...{
        forge: "github",
        api: "https://api.github.com",
        repository: "acme/shop",
        number: "7",
        token: "t",
      },
    });
  });

  it("is compared with what was there before a push, and with nothing on a new branch or a schedule", () => {
    expect(onGitHub("push", { before: "f00d" }).base).to.equal("f00d");
    expect(onGitHub("push", { before: "0000000000" }).base).to.equal(undefined);
    expect(onGitHub("schedule", {}).base).to.equal(undefined);
    const gitLab = { GITLAB_CI: "true", CI_COMMIT_BEFORE_SHA: "f00d" };
    expect(read({ ...gitLab, CI_PIPELINE_SOURCE: "push" }).base).to.equal("f00d");
    expect(read({ ...gitLab, CI_PIPELINE_SOURCE: "schedule" }).base).to.equal(undefined);
    expect(read({ GIT_PREVIOUS_SUCCESSFUL_COMMIT: "f00d" }).base).to.equal("f00d");
    expect(read({}).base).to.equal(undefined);
  });

  it("is on Jenkins the pull request of its page, on GitHub and GitLab, also on hosts of one's own", () => {
    const at = (CHANGE_URL: string) => {
      const { forge, api, repository, number } = read({ CHANGE_URL }).pull ?? {};
      return [forge, api, repository, number];
    };
    expect(at("https://github.com/acme/shop/pull/7")).to.deep.equal([
      ...["github", "https://api.github.com", "acme/shop", "7"],
    ]);
    expect(at("https://git.acme.example/acme/shop/pull/8")).to.deep.equal([
      ...["github", "https://git.acme.example/api/v3", "acme/shop", "8"],
    ]);
    expect(at("https://gitlab.com/acme/team/shop/-/merge_requests/9")).to.deep.equal([
      ...["gitlab", "https://gitlab.com/api/v4", "acme/team/shop", "9"],
    ]);
    expect(read({ CHANGE_URL: "https://acme.example/other/1" }).pull).to.equal(undefined);
  });
});

describe("the stacks of GRAY_STACKS", () => {
  it("are parted by spaces, commas or lines, or a JSON list; all and nothing stand for every stack file", () => {
    for (const text of ["dev prod", "dev,prod", "dev\nprod\n", '["dev", "prod"]'])
      expect(stacksOf(text), text).to.deep.equal(["dev", "prod"]);
    for (const text of ["", "all", undefined]) expect(stacksOf(text)).to.equal(undefined);
  });
});
