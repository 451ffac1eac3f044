// Reads from the variables of a CI service what the change under test is. Pure, but for the event file of GitHub.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** @typedef {import("./step.d.mts").Context} Context */
/** @typedef {import("./step.d.mts").Pull} Pull */
/** @typedef {Readonly<Record<string, string | undefined>>} Variables */

/**
 * The change under test. The variables are those that each service documents: GitHub's "default environment variables" and
 * event payloads, GitLab's "predefined CI/CD variables", Jenkins' variables of multibranch projects.
 *
 * @param {Variables} env
 * @param {string} cwd the folder with the stack files
 * @returns {Context}
 */
export function readContext(env, cwd) {
  return {
    folder: cwd,
    ...serviceOf(env),
    stacks: stacksOf(env.GRAY_STACKS),
    policyPacks: (env.GRAY_POLICY_PACKS ?? "").split(/\s+/).filter((folder) => folder !== ""),
    notes: resolve(cwd, env.GRAY_CI_NOTES || ".gray-ci"),
    outputFile: env.GITHUB_OUTPUT || undefined,
    summaryFile: env.GITHUB_STEP_SUMMARY || undefined,
    annotates: env.GITHUB_ACTIONS === "true",
  };
}

/**
 * Names of stacks, parted by spaces, commas or lines, or as a JSON list.
 *
 * @param {string | undefined} text undefined, empty and `all` stand for every stack file
 * @returns {readonly string[] | undefined}
 */
export function stacksOf(text = "") {
  const names = text.split(/[\s,"[\]]+/).filter((name) => name !== "");
  return names.length === 0 || names.join() === "all" ? undefined : names;
}

/**
 * @param {Variables} env
 * @returns {Pick<Context, "base" | "pull" | "commit">}
 */
function serviceOf(env) {
  if (env.GITHUB_ACTIONS === "true") return onGitHub(env);
  if (env.GITLAB_CI === "true") return onGitLab(env);
  return onJenkins(env);
}

/** @param {Variables} env */
function onGitHub(env) {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  /** @type {{ before?: string, pull_request?: { number: number, head: { sha: string } } }} */
  const event = path ? JSON.parse(readFileSync(path, "utf8")) : {};
  if (name === "push")
    return { base: knownCommit(event.before), pull: undefined, commit: env.GITHUB_SHA };
  if (event.pull_request === undefined)
    return { base: undefined, pull: undefined, commit: env.GITHUB_SHA };
  const { number, head } = event.pull_request;
  return {
    base: `origin/${env.GITHUB_BASE_REF}`,
    // GITHUB_SHA is a merge commit, which nobody has seen.
    commit: head.sha,
    pull: gitHubPull(
      env.GITHUB_API_URL || "https://api.github.com",
      env.GITHUB_REPOSITORY || "",
      `${number}`,
      env,
    ),
  };
}

/** @param {Variables} env */
function onGitLab(env) {
  const number = env.CI_MERGE_REQUEST_IID;
  const scheduled = env.CI_PIPELINE_SOURCE === "schedule" || env.CI_PIPELINE_SOURCE === "web";
  return {
    base: scheduled
      ? undefined
      : env.CI_MERGE_REQUEST_DIFF_BASE_SHA || knownCommit(env.CI_COMMIT_BEFORE_SHA),
    commit: env.CI_COMMIT_SHA,
    pull: number
      ? gitLabPull(
          env.CI_API_V4_URL || "https://gitlab.com/api/v4",
          env.CI_MERGE_REQUEST_PROJECT_ID || "",
          number,
          env,
        )
      : undefined,
  };
}

/** @param {Variables} env */
function onJenkins(env) {
  return {
    base: env.CHANGE_TARGET
      ? `origin/${env.CHANGE_TARGET}`
      : env.GIT_PREVIOUS_SUCCESSFUL_COMMIT || undefined,
    commit: env.GIT_COMMIT,
    pull: pullAt(env.CHANGE_URL, env),
  };
}

/**
 * A pull request by its page: Jenkins knows no more of it.
 *
 * @param {string | undefined} page
 * @param {Variables} env
 * @returns {Pull | undefined}
 */
function pullAt(page, env) {
  if (!page) return undefined;
  const { origin, hostname, pathname } = new URL(page);
  const [, repository = "", number = ""] = /^\/(.+)\/pull\/(\d+)/.exec(pathname) ?? [];
  if (number !== "") {
    const api = hostname === "github.com" ? "https://api.github.com" : `${origin}/api/v3`;
    return gitHubPull(env.GITHUB_API_URL || api, repository, number, env);
  }
  const [, project = "", iid = ""] = /^\/(.+)\/-\/merge_requests\/(\d+)/.exec(pathname) ?? [];
  return iid === ""
    ? undefined
    : gitLabPull(env.CI_API_V4_URL || `${origin}/api/v4`, project, iid, env);
}

/**
 * @param {string} api
 * @param {string} repository
 * @param {string} number
 * @param {Variables} env
 * @returns {Pull}
 */
const gitHubPull = (api, repository, number, env) => ({
  forge: "github",
  ...{ api, repository, number, token: env.GITHUB_TOKEN || undefined },
});

/**
 * @param {string} api
 * @param {string} repository
 * @param {string} number
 * @param {Variables} env
 * @returns {Pull}
 */
const gitLabPull = (api, repository, number, env) => ({
  forge: "gitlab",
  ...{ api, repository, number, token: env.GITLAB_TOKEN || undefined },
});

/**
 * A new branch has no commit before it: services then give zeros.
 *
 * @param {string | undefined} commit
 */
const knownCommit = (commit) => (commit && !/^0+$/.test(commit) ? commit : undefined);
