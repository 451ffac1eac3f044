// `npm run pipelines`: lints the pipelines that this repository offers: GitHub's workflows by actionlint, GitLab's file by GitLab's
// JSON schema, the Jenkinsfile by Groovy's grammar.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain } from "../../tools/toolchain";
import { gitLabMistakes, withInputs } from "./gitlab";
import { groovyMistakes, parseJenkinsfile } from "./jenkins";

const workflows = ".github/workflows";
const gitLab = "ci/gitlab/gray.gitlab-ci.yml";
const jenkins = "ci/jenkins/Jenkinsfile";

/** What actionlint finds wrong; it ends with 1 where it found something. */
function workflowMistakes(actionlint: string, files: readonly string[]): Promise<string[]> {
  // Neither is installed everywhere, and the workflows have no scripts of their own.
  const args = ["-shellcheck=", "-pyflakes=", "-oneline", ...files];
  return new Promise((done, fail) => {
    execFile(actionlint, args, (error, stdout) => {
      if (error && error.code !== 1) fail(new Error(`actionlint: ${error.message}`));
      else done(stdout.split("\n").filter((line) => line !== ""));
    });
  });
}

async function main(): Promise<void> {
  const tools = await ensureToolchain({ need: ["actionlint", "gitlabSchema"] });
  const files = readdirSync(workflows).map((name) => join(workflows, name));
  const schema = JSON.parse(readFileSync(tools.gitlabSchema, "utf8")) as object;
  const pipeline = withInputs(readFileSync(gitLab, "utf8"), { stacks: ["dev", "prod"] });
  const found = [
    ...(await workflowMistakes(tools.actionlint, files)),
    ...gitLabMistakes(pipeline, schema).map((one) => `${gitLab}: ${one}`),
    ...groovyMistakes(await parseJenkinsfile(readFileSync(jenkins, "utf8"))).map(
      (one) => `${jenkins}: ${one}`,
    ),
  ];
  for (const one of found) console.error(one);
  console.log(`${files.length + 2} pipelines, ${found.length} mistakes`);
  if (found.length > 0) process.exitCode = 1;
}

void main();
