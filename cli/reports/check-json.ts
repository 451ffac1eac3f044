/** The findings of `gray check` as JSON. */
import type { CheckedFile } from "../stack/check-file";

/** One array with the findings of all files. */
export function reportJson(files: readonly CheckedFile[]): string {
  const findings = files.flatMap((one) =>
    one.findings.map(({ code, severity, file, line, path, object, clusters, ...rest }) => {
      const { given, allowed, fix } = rest;
      return { code, severity, file, line, path, object, clusters, given, allowed, fix };
    }),
  );
  return `${JSON.stringify(findings, undefined, 2)}\n`;
}
