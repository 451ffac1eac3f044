import { expect } from "chai";
import { interpretAudit, type AuditException } from "../../scripts/audit-report";

const today = "2026-11-21";

const advisory = {
  source: 1,
  name: "left-pad",
  severity: "high",
  title: "Pads to the right",
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
};

/** A report as npm 7 and newer write it. */
function report(...via: (object | string)[]): string {
  return JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: via.length > 0 ? { "left-pad": { name: "left-pad", via } } : {},
    metadata: { vulnerabilities: { total: via.length } },
  });
}

const judge = (output: string, exceptions: readonly AuditException[] = []) =>
  interpretAudit(output, exceptions, today);

describe("an audit of the dependencies", () => {
  it("is clean where nothing is known, or nothing serious", () => {
    expect(judge(report())).to.deep.equal({ kind: "clean", excepted: [], unneeded: [] });
    expect(judge(report({ ...advisory, severity: "moderate" })).kind).to.equal("clean");
  });

  it("tells each serious vulnerability once, where it comes from", () => {
    const critical = { ...advisory, severity: "critical", url: `${advisory.url}2` };
    const text = JSON.stringify({
      vulnerabilities: {
        "left-pad": { via: [advisory, critical] },
        "uses-left-pad": { via: ["left-pad", advisory] },
      },
    });
    const verdict = judge(text);
    expect(verdict.kind === "found" && verdict.findings).to.deep.equal([
      {
        advisory: "GHSA-aaaa-bbbb-cccc",
        package: "left-pad",
        severity: "high",
        title: "Pads to the right",
        url: advisory.url,
      },
      {
        advisory: "GHSA-aaaa-bbbb-cccc2",
        package: "left-pad",
        severity: "critical",
        title: "Pads to the right",
        url: critical.url,
      },
    ]);
  });

  it("lets through what an exception names, up to its last day", () => {
    const exception = { advisory: "GHSA-aaaa-bbbb-cccc", until: today, why: "never called" };
    const verdict = judge(report(advisory), [exception]);
    expect(verdict.kind === "clean" && verdict.excepted.map((one) => one.package)).to.deep.equal([
      "left-pad",
    ]);
    const over = { ...exception, until: "2026-11-20" };
    expect(judge(report(advisory), [over]).kind).to.equal("found");
    const other = { ...exception, advisory: "GHSA-dddd-eeee-ffff" };
    expect(judge(report(advisory), [other]).kind).to.equal("found");
  });

  it("says which exceptions nothing needs any more", () => {
    const exception = { advisory: "GHSA-aaaa-bbbb-cccc", until: today, why: "never called" };
    const verdict = judge(report(), [exception]);
    expect(verdict.kind === "clean" && verdict.unneeded).to.deep.equal([exception]);
  });

  for (const [what, output, why] of [
    [
      "a registry without advisories",
      JSON.stringify({
        message:
          "405 Method Not Allowed - POST https://npm.example/-/npm/v1/security/advisories/bulk",
        statusCode: 405,
        error: { summary: "", detail: "" },
      }),
      "the registry answers 405 where advisories are asked for",
    ],
    [
      "no network",
      JSON.stringify({
        error: { code: "ENOTFOUND", summary: "request to https://npm.example/ failed" },
      }),
      "ENOTFOUND",
    ],
    [
      "a message with the registry's address alone",
      JSON.stringify({ message: "request to https://npm.example/-/npm failed, reason: socket" }),
      "request to the registry failed, reason: socket",
    ],
    ["an error that says nothing", "{}", "npm does not say why"],
    ["no JSON", "npm error audit endpoint\nmore", "npm wrote no report: npm error audit endpoint"],
    ["no output", "", "npm wrote no report: nothing"],
  ] as const)
    it(`is not done, and never clean, with ${what}`, () => {
      expect(judge(output)).to.deep.equal({ kind: "unknown", why });
    });
});
