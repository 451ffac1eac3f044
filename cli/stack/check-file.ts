/** What `gray check` finds in a stack file, with the line of each finding. */
import type { Severity } from "../../model/checks/codes";
import type { StackSettings } from "../../model/config/settings";
import { asFinding, type Finding } from "../../model/preflight/finding";
import { fixFor } from "../../model/problem";
import { readStackDocument } from "../../model/yaml/document";
import type { StackFileError } from "../../model/yaml/read";
import { configBytes, largestKey, sizeMistake } from "../../model/yaml/size";
import { withReadings } from "../../model/yaml/with-readings";
import { projectOf, readStackText } from "./file";
import { parseStackConfig, releaseModule, type Presets } from "./program";

/** How bad a finding is, from the least bad on. */
export const severities = ["info", "warning", "error"] as const satisfies readonly Severity[];

/** A finding, and where in the stack file its cause is. */
export interface FileFinding extends Finding {
  /** Path of the stack file as it was given. */
  readonly file: string;
  /**
   * From 1 on; the line of the nearest parent where the value itself is missing or comes from a
   * preset.
   */
  readonly line: number;
}

/** A stack file and what was found in it. */
export interface CheckedFile {
  readonly file: string;
  readonly findings: readonly FileFinding[];
}

/**
 * Checks all that can be known of a stack file without an engine and without a cluster.
 *
 * @throws Error where the file can't be read
 */
export function checkFile(file: string): CheckedFile {
  return checkText(file, readStackText(file));
}

/** Checks a stack file's text. */
export function checkText(file: string, text: string): CheckedFile {
  const { settings: _settings, ...checked } = readChecked(file, text);
  return checked;
}

/** A checked stack file, with its settings unless it has mistakes. */
export interface ReadFile extends CheckedFile {
  readonly settings?: StackSettings;
}

/**
 * Checks a stack file's text, and gives its settings besides.
 *
 * @param presets the releases that it may name; left out: those of this program
 */
export function readChecked(file: string, text: string, presets?: Presets): ReadFile {
  const document = readStackDocument(text, projectOf(file));
  if ("errors" in document)
    return { file, findings: document.errors.map((error) => unreadable(file, error)) };
  const { problems, inWords } = document;
  const keys = document.handedOver();
  const size = sizeMistake(configBytes(keys), largestKey(keys));
  const read = parseStackConfig(file, document.config, undefined, presets);
  const parsed = withReadings(read, problems, inWords);
  // Paths of the file's own text need not be found in what readers make of it.
  const lines = new Map(problems.map(({ path, line }) => [path, line]));
  const module = releaseModule(file, document.config);
  return {
    file,
    ...("settings" in parsed && !size && { settings: parsed.settings }),
    findings: [...(size ? [asFinding(size)] : []), ...parsed.findings].map((finding) => {
      // Only the paths of the stack's own keys begin with a namespace.
      if (module !== undefined && /^release\b/.test(finding.path))
        return { ...finding, file: module, line: 1 };
      const line = lines.get(finding.path) ?? document.lineOf(finding.path);
      const fix = fixFor(finding.fix, file, `${file} line ${line}`);
      return { ...finding, fix, file, line };
    }),
  };
}

/** Whether one of the files has a finding of a severity, or of a worse one. */
export function hasFindings(files: readonly CheckedFile[], least: Severity): boolean {
  const counted: readonly Severity[] = severities.slice(severities.indexOf(least));
  return files.some(({ findings }) => findings.some(({ severity }) => counted.includes(severity)));
}

function unreadable(
  file: string,
  { message, line, fix = `correct line ${line}` }: StackFileError,
): FileFinding {
  return {
    code: "GR200",
    severity: "error",
    path: "config",
    given: message,
    allowed: "YAML with a mapping `config`",
    fix,
    file,
    line,
  };
}
