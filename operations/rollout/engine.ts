/**
 * Lets the engine do what a rollout does not do itself: change pods, and record in the stack's state
 * what clusters have. It runs only where an update changes nothing but the objects of the rollout.
 */
import { isRouteKind } from "../../model/kinds";
import { onceFree, otherChanges, whenFree, type EnginePorts } from "../engine-run";

/** The kinds of objects that hold the pods of a version. */
const podKinds: readonly string[] = ["Deployment", "HorizontalPodAutoscaler"];

/**
 * Updates the stack, where that changes nothing but routes and, if `pods` says so, pods.
 *
 * @returns why it did not, in a sentence without a full stop; undefined where it did
 */
export async function updateStack(
  stack: string,
  { pods }: { readonly pods: boolean },
  ports: EnginePorts,
): Promise<string | undefined> {
  const isExpected = (operation: string, kind: string) =>
    operation === "update" && (isRouteKind(kind) || (pods && podKinds.includes(kind)));
  const others = await onceFree(() => otherChanges(stack, ports, isExpected), ports);
  if (others.length > 0)
    return `an update of the stack would change more than the rollout does: ${others.join(", ")}`;
  const { code, output } = await whenFree(
    ["up", "--yes", "--skip-preview", "--stack", stack],
    ports,
  );
  return code === 0 ? undefined : `the update of the stack failed: ${output.trim()}`;
}
