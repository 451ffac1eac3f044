import { parseConfig } from "../../model/config/parse";
import type { Finding } from "../../model/preflight/finding";
import { blueprints } from "../../stacks/presets";
import { readStackDocument } from "./document";
import { readStackText } from "./file";

/** A finding, and where in the stack file its cause stands. */
export interface FileFinding extends Finding {
  /** Path of the stack file as it was given. */
  readonly file: string;
  /** From 1 on; that of the nearest parent where the value itself is missing or stands in a blueprint. */
  readonly line: number;
}

/** A stack file and what was found in it. */
export interface CheckedFile {
  readonly file: string;
  readonly findings: readonly FileFinding[];
}

/**
 * Everything that can be known of a stack file without an engine and without a cluster.
 *
 * @throws Error when there is no such file, or it can't be opened
 */
export function checkFile(file: string): CheckedFile {
  return checkText(file, readStackText(file));
}

/** The same of a stack file's text. */
export function checkText(file: string, text: string): CheckedFile {
  const document = readStackDocument(text);
  if ("errors" in document)
    return { file, findings: document.errors.map((error) => unreadable(file, error)) };
  const { findings } = parseConfig(document.config, { blueprints });
  return {
    file,
    findings: findings.map((finding) => ({
      ...finding,
      file,
      line: document.lineOf(finding.path),
    })),
  };
}

function unreadable(
  file: string,
  { message, line }: { readonly message: string; readonly line: number },
): FileFinding {
  return {
    code: "GR200",
    severity: "error",
    path: "config",
    given: message,
    allowed: "YAML with a mapping `config`",
    fix: `mend line ${line}`,
    file,
    line,
  };
}
