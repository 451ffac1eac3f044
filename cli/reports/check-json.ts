import type { CheckedFile } from "../stack/check-file";

/** What was found, for programs: one array over all files. */
export function reportJson(files: readonly CheckedFile[]): string {
  const findings = files.flatMap((one) =>
    one.findings.map(({ code, severity, file, line, path, object, clusters, ...rest }) => {
      const { given, allowed, fix } = rest;
      return { code, severity, file, line, path, object, clusters, given, allowed, fix };
    }),
  );
  return `${JSON.stringify(findings, undefined, 2)}\n`;
}
