import { readdirSync } from "node:fs";
import { Command, Option } from "commander";
import type { Severity } from "../../model/checks/codes";
import { checkFile, type CheckedFile } from "../stack/check-file";
import { reportJson } from "../reports/check-json";
import { reportSarif } from "../reports/check-sarif";
import { hasColours, reportText } from "../reports/check-text";

interface Options {
  readonly stack: readonly string[];
  readonly file: readonly string[];
  readonly all?: boolean;
  readonly output: "table" | "json" | "sarif";
  readonly failOn: Severity;
}

/** From the least bad on. */
const severities: readonly Severity[] = ["info", "warning", "error"];

/** Exit codes, as linters have them. */
const found = 1;
const failed = 2;

/**
 * `gray check`: everything that is wrong with stack files, from the declaration and from the objects that are planned of
 * it. It needs no engine, no cluster and no network, and touches nothing.
 */
export function checkCommand(): Command {
  return new Command("check")
    .description("check stack files, and the objects planned from them, before anything is applied")
    .option(
      "-s, --stack <name>",
      "a stack by its name (Pulumi.<name>.yaml); may be repeated",
      more,
      [],
    )
    .option("-f, --file <path>", "a stack file by its path; may be repeated", more, [])
    .option("-a, --all", "every Pulumi.<name>.yaml of this folder")
    .addOption(
      new Option("-o, --output <form>", "table for people, json or sarif for programs")
        .choices(["table", "json", "sarif"])
        .default("table"),
    )
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 from this severity on")
        .choices([...severities])
        .default("error"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing found from that severity on, 1 something found, 2 could not check." +
        "\n\nExamples:\n  gray check\n  gray check -s dev -s prod --fail-on warning\n  gray check --all -o sarif > gray.sarif",
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : failed))
    .action((options: Options, command: Command) => {
      try {
        const files = filesOf(options).map(checkFile);
        process.stdout.write(report(files, options));
        process.exitCode = isClean(files, options.failOn) ? 0 : found;
      } catch (error) {
        command.error(`gray check: ${(error as Error).message}`, { exitCode: failed });
      }
    });
}

function more(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function filesOf({ stack, file, all }: Options): string[] {
  const every = all ? readdirSync(".").filter((name) => /^Pulumi\..+\.ya?ml$/.test(name)) : [];
  if (all && every.length === 0) throw new Error("there is no Pulumi.<stack>.yaml in this folder");
  const named = stack.map((name) => `Pulumi.${name}.yaml`);
  const files = [...new Set([...every.sort(), ...named, ...file])];
  return files.length > 0 ? files : ["Pulumi.dev.yaml"];
}

function report(files: readonly CheckedFile[], { output }: Options): string {
  switch (output) {
    case "json":
      return reportJson(files);
    case "sarif":
      return reportSarif(files);
    case "table":
      return reportText(files, hasColours(process.stdout));
  }
}

function isClean(files: readonly CheckedFile[], least: Severity): boolean {
  const counts = severities.slice(severities.indexOf(least));
  return files.every(({ findings }) =>
    findings.every(({ severity }) => !counts.includes(severity)),
  );
}
