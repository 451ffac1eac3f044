/**
 * Audits all packages, also Pulumi's, which users of the package bring themselves: none has a known
 * vulnerability of severity high or critical, apart from those of audit-exceptions.json. Ends with 0
 * where that holds, with 1 where it does not, and with 3 where the registry could not be asked,
 * which is neither; with `GRAY_AUDIT=required` that is a failure, too.
 */
import { readFileSync } from "node:fs";
import { run } from "../engine/run";
import { interpretAudit, type AuditException, type AuditFinding } from "./audit-report";

/** Exit code where it is open whether there are vulnerabilities. */
const notDone = 3;

const registryTimeoutMs = 60_000;

async function main(): Promise<number> {
  const exceptions = JSON.parse(readFileSync("audit-exceptions.json", "utf8")) as AuditException[];
  const { stdout, stderr } = await run("npm", ["audit", "--json"], {
    // A registry that does not answer is one that can't be asked.
    signal: AbortSignal.timeout(registryTimeoutMs),
  });
  const today = new Date().toISOString().slice(0, 10);
  const verdict = interpretAudit(stdout || stderr, exceptions, today);
  switch (verdict.kind) {
    case "clean":
      for (const one of verdict.excepted) console.log(`excepted: ${line(one)}`);
      for (const { advisory } of verdict.unneeded)
        console.log(
          `audit-exceptions.json: no package needs the exception ${advisory} any more; remove it`,
        );
      console.log("no known vulnerability of severity high or critical in any package");
      return 0;
    case "found":
      for (const one of verdict.findings) console.error(line(one));
      console.error(
        "Update the package (npm audit fix, or overrides in package.json). Where that is not possible yet and it does no " +
          "harm here, say so in audit-exceptions.json: advisory, until, why.",
      );
      return 1;
    case "unknown": {
      const required = process.env.GRAY_AUDIT === "required";
      console.error(
        `NOT AUDITED: ${verdict.why}. Whether dependencies have known vulnerabilities is open: run this where the ` +
          "registry knows advisories.",
      );
      return required ? 1 : notDone;
    }
  }
}

function line({ severity, package: name, title, url }: AuditFinding): string {
  return `${severity}  ${name}: ${title} (${url})`;
}

void main().then((code) => (process.exitCode = code));
