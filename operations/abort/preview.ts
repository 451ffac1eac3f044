/** What the output of `pulumi preview --json` and of a failed `pulumi` command says. Pure. */
import { isRouteKind } from "../../model/kinds";

/** As much of a preview as is read here. */
interface Preview {
  readonly steps: readonly { readonly op: string; readonly urn: string }[];
  readonly diagnostics?: readonly { readonly severity: string; readonly message: string }[];
}

/** Whether a change of an object is expected, by the operation of the engine and the kind. */
export type Expected = (operation: string, kind: string) => boolean;

/** A change of routes that are there. */
export const isExpectedRoute: Expected = (operation, kind) =>
  operation === "update" && isRouteKind(kind);

/**
 * What an update would change beside what is expected, each as `<operation> <name>`.
 *
 * @param stdout what `pulumi preview --json` printed
 * @throws SyntaxError where that is no JSON
 */
export function changesBeside(stdout: string, isExpected: Expected): string[] {
  const { steps } = JSON.parse(stdout) as Preview;
  return steps
    .filter(({ op, urn }) => {
      const type = urn.split("::").at(-2) ?? "";
      const expected = isExpected(op, type.split(":").at(-1) ?? type);
      return op !== "same" && op !== "read" && !expected && !type.includes("pulumi:pulumi:Stack");
    })
    .map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? urn}`);
}

/** What a preview that failed says of its failure, without all that it would have done. */
export function previewErrors(stdout: string, output: string): string {
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as Preview;
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    return errors.map(({ message }) => message.trim()).join("\n");
  } catch {
    // It failed before it could say anything in JSON.
    return output.trim();
  }
}

/** Whether a command failed because another update holds the stack's lock. */
export function isLocked(output: string): boolean {
  return /currently locked|Another update is currently in progress/i.test(output);
}

/** Who holds the lock, as Pulumi's file backend says it; empty where the output does not. */
export function holderOf(output: string): string {
  const [, who, pid, time] = /created by (\S+) \(pid (\d+)\) at (\S+)/.exec(output) ?? [];
  return who === undefined ? "" : `${who}, process ${pid}, since ${time}`;
}
