// The command `gray check`: reports the mistakes in stack files.
import { defineCommand } from "../frame/command";
import { choice, filesOption, flag, outputOption, stacksOption } from "../frame/options";
import { checkForms, checkReport } from "../reports/check";
import { checkFile, hasFindings, severities } from "../stack/check-file";
import { stackFiles } from "../stack/file";

/**
 * `gray check`: everything that is wrong with stack files, from the declaration and from the
 * objects that are planned from it. It needs no engine, no cluster and no network, and touches
 * nothing.
 */
export const checkCommand = defineCommand({
  name: "check",
  description: "check stack files, and the objects planned from them, before anything is applied",
  options: {
    stack: stacksOption,
    file: filesOption,
    all: flag("-a, --all", "every Pulumi.<name>.yaml of this folder"),
    output: outputOption(checkForms, "table"),
    failOn: choice(
      "--fail-on <severity>",
      "exit with 1 from this severity on",
      severities,
      "error",
    ),
  },
  examples: [
    "npx gray check",
    "npx gray check -s dev -s prod --fail-on warning",
    "npx gray check --all -o sarif > gray.sarif",
  ],
  exitCodes: {
    done: "nothing found from the severity of --fail-on on",
    found: "something found",
    failed: "could not check",
  },
  run: ({ stack, file, all, output, failOn }, { stdout }) => {
    const files = stackFiles({ stacks: stack, files: file, all: all ?? false }).map(checkFile);
    stdout.write(checkReport(files, output, stdout));
    return hasFindings(files, failOn) ? "found" : "done";
  },
});
