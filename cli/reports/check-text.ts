/** The findings of `gray check` as text for people. */
import { createColors } from "picocolors";
import type { Severity } from "../../model/checks/codes";
import type { CheckedFile, FileFinding } from "../stack/check-file";

const order: readonly Severity[] = ["error", "warning", "info"];

/** The findings of each file, the worst first. */
export function reportText(files: readonly CheckedFile[], colours: boolean): string {
  const paint = createColors(colours);
  const tint: Readonly<Record<Severity, (text: string) => string>> = {
    error: paint.red,
    warning: paint.yellow,
    info: paint.cyan,
  };
  const block = ({ severity, code, path, line, given, allowed, fix, object }: FileFinding) =>
    [
      `  ${tint[severity](severity.padEnd(7))}  ${code}  ${paint.bold(path)}  ${paint.dim(`line ${line}`)}`,
      `           given:   ${given}`,
      `           allowed: ${allowed}`,
      `           fix:     ${fix}`,
      ...(object ? [`           in:      ${object}`] : []),
    ].join("\n");
  const sections = files.map(({ file, findings }) => {
    const sorted = [...findings].sort(
      (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.line - b.line,
    );
    return [`${paint.bold(file)}: ${summary(findings)}`, ...sorted.map(block)].join("\n\n");
  });
  return `${sections.join("\n\n")}\n`;
}

function summary(findings: readonly FileFinding[]): string {
  const counts = order.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count > 1 ? "s" : ""}`];
  });
  return counts.join(", ") || "nothing found";
}
