/** The findings of `gray check` as SARIF, which code hosts show at the lines of a pull request. */
import { createHash } from "node:crypto";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { version } from "../../package.json";
import {
  codes,
  severityOf,
  type Code,
  type CodeInfo,
  type Severity,
} from "../../model/checks/codes";
import type { CheckedFile, FileFinding } from "../stack/check-file";

const levels = { error: "error", warning: "warning", info: "note" } as const satisfies Record<
  Severity,
  Result.level
>;

const ids = Object.keys(codes) as Code[];

/**
 * A SARIF log, version 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html),
 * over all files.
 */
export function reportSarif(files: readonly CheckedFile[]): string {
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "gray check", version, rules: ids.map(rule) } },
        columnKind: "utf16CodeUnits",
        results: files.flatMap(({ findings }) => findings.map(result)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: Code): ReportingDescriptor {
  const { title, help, like }: CodeInfo = codes[code];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: help },
    help: { text: help },
    helpUri: `${docs()}#${code.toLowerCase()}`,
    defaultConfiguration: { level: levels[severityOf(code)] },
    ...(like.length > 0 && { properties: { tags: [...like] } }),
  };
}

function result(finding: FileFinding): Result {
  const { code, severity, file, line, path, object, given, allowed, fix } = finding;
  const where = object ? ` (${object})` : "";
  return {
    ruleId: code,
    ruleIndex: ids.indexOf(code),
    level: levels[severity],
    message: {
      text: `${path}: given ${sentence(given + where)} Allowed: ${sentence(allowed)} Fix: ${sentence(fix)}`,
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), uriBaseId: "%SRCROOT%" },
          region: { startLine: line },
        },
        logicalLocations: [{ fullyQualifiedName: path, kind: "property" }],
      },
    ],
    // Without the line, so that a finding is the same one after an edit above it.
    partialFingerprints: { "codeAndPath/v1": fingerprint(`${code} ${file} ${path} ${object}`) },
  };
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function uriOf(file: string): string {
  return relative(process.cwd(), file).split(sep).map(encodeURIComponent).join("/");
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Address of the page of all codes: at the code host in its CI, otherwise in this checkout. */
function docs(): string {
  const { GITHUB_SERVER_URL: host, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = process.env;
  return host && repository && sha
    ? `${host}/${repository}/blob/${sha}/docs/checks.md`
    : pathToFileURL(join(__dirname, "../../docs/checks.md")).href;
}
