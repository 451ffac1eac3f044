/** Reads the report of `npm audit`, for scripts/audit.ts. */

/** A known vulnerability that passes the audit for a while. */
export interface AuditException {
  /** The advisory's name, such as `GHSA-52f5-9888-hmc6`. */
  readonly advisory: string;
  /** Last day on which it passes, as `2027-01-31`. */
  readonly until: string;
  /** Why it does no harm here, or what has to happen first. */
  readonly why: string;
}

/** A known vulnerability of a package. */
export interface AuditFinding {
  readonly advisory: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** The result of an audit: clean, found, or unknown where the registry gave no answer. */
export type AuditVerdict =
  | {
      readonly kind: "clean";
      /** Findings that an exception lets pass. */
      readonly excepted: readonly AuditFinding[];
      /** Exceptions without a finding. */
      readonly unneeded: readonly AuditException[];
    }
  | { readonly kind: "found"; readonly findings: readonly AuditFinding[] }
  | { readonly kind: "unknown"; readonly why: string };

/** Findings of these severities fail the audit; `npm audit` shows the others. */
const serious = ["high", "critical"];

/**
 * Judges the report of `npm audit --json`. Where the registry gave no answer, the result is
 * `unknown`.
 *
 * @param output what npm wrote
 * @param today as `2026-11-21`; an exception before this day lets nothing pass
 */
export function interpretAudit(
  output: string,
  exceptions: readonly AuditException[],
  today: string,
): AuditVerdict {
  const report = parsed(output);
  if (!isMapping(report)) return { kind: "unknown", why: `npm wrote no report: ${head(output)}` };
  const { vulnerabilities } = report;
  if (!isMapping(vulnerabilities)) return { kind: "unknown", why: failure(report) };
  const all = new Map<string, AuditFinding>();
  for (const vulnerability of Object.values(vulnerabilities))
    for (const one of advisories(vulnerability)) all.set(`${one.package} ${one.url}`, one);
  const grave = [...all.values()].filter(({ severity }) => serious.includes(severity));
  const valid = exceptions.filter(({ until }) => until >= today);
  const excepts = (one: AuditFinding) => valid.some(({ advisory }) => advisory === one.advisory);
  const findings = grave.filter((one) => !excepts(one));
  if (findings.length > 0) return { kind: "found", findings };
  return {
    kind: "clean",
    excepted: grave,
    unneeded: exceptions.filter(({ advisory }) => !grave.some((one) => one.advisory === advisory)),
  };
}

/**
 * A vulnerability's own advisories; those of the packages that it comes through are listed there.
 */
function advisories(vulnerability: unknown): AuditFinding[] {
  const via = isMapping(vulnerability) && Array.isArray(vulnerability.via) ? vulnerability.via : [];
  return (via as unknown[]).filter(isMapping).map(({ name, severity, title, url }) => ({
    advisory: String(url).split("/").at(-1) ?? "",
    package: String(name),
    severity: String(severity),
    title: String(title),
    url: String(url),
  }));
}

/** Why npm got no answer, without the registry's address, which does not belong into a log. */
function failure({ message, statusCode, error }: Readonly<Record<string, unknown>>): string {
  if (typeof statusCode === "number")
    return `the registry answers ${statusCode} where advisories are asked for`;
  const { code, summary } = isMapping(error) ? error : {};
  const reason = [code, summary, message].find((one) => typeof one === "string" && one !== "");
  return head(
    typeof reason === "string"
      ? reason.replace(/https?:\/\/\S+/g, "the registry")
      : "npm does not say why",
  );
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    // npm ended before it could write a report; the caller shows what npm wrote instead.
    return undefined;
  }
}

function head(text: string): string {
  return text.trim().split("\n")[0]?.slice(0, 200) || "nothing";
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
