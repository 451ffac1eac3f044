/** What changed between two looks at a rollout, a line each, for `gray rollout status --watch`. Pure. */
import { inWords } from "../../../model/problem";
import { weightsText } from "../../../model/rollout/words";
import type { ClusterReport, StatusReport } from "./report";
import { decisionText, nowLine } from "./text";

/** The lines of a look after another one; none where nothing changed but the time. */
export function changedLines(before: StatusReport, after: StatusReport): string[] {
  const [old, now] = [before.rollout, after.rollout];
  const known = new Set(old?.id === now?.id ? old?.decisions.map(decisionText) : ([] as string[]));
  const decided = now?.decisions.map(decisionText).filter((line) => !known.has(line)) ?? [];
  const lines = [
    ...(now && old?.id !== now.id ? [`rollout ${now.id} of ${after.release}: ${now.status}`] : []),
    ...(now && old?.id === now.id && old.status !== now.status
      ? [`rollout ${now.id}: ${now.status}`]
      : []),
    ...waitLines(before, after),
    ...driverLines(before, after),
    ...after.clusters.flatMap((cluster) =>
      clusterLines(
        before.clusters.find(({ name }) => name === cluster.name),
        cluster,
      ),
    ),
  ];
  return [...decided, ...lines.map((line) => `${after.now}  ${line}`)];
}

function waitLines(before: StatusReport, after: StatusReport): string[] {
  const line = nowLine(after);
  const key = ({ rollout }: StatusReport) =>
    JSON.stringify([rollout?.at?.number, rollout?.at?.state, rollout?.waitsFor?.what]);
  return line === null || key(before) === key(after) ? [] : [line];
}

function driverLines(before: StatusReport, after: StatusReport): string[] {
  const [old, now] = [before.rollout?.driver?.holder, after.rollout?.driver?.holder];
  if (old === now || !after.rollout?.waitsFor) return [];
  return [now === undefined ? "no driver holds it" : `${now} drives it`];
}

function clusterLines(before: ClusterReport | undefined, after: ClusterReport): string[] {
  const { name, state, failure, services } = after;
  const why = failure === null ? "" : `, ${failure}`;
  const weights = services.flatMap((service) => {
    const old = before?.services.find((one) => one.name === service.name)?.live;
    const [was, is] = [old, service.live].map((one) => (one ? weightsText(one) : undefined));
    return is === undefined || was === is ? [] : [`${service.name} ${is}`];
  });
  return [
    // After the end of a rollout nothing is compared.
    ...(before?.state === state || state === "free" ? [] : [`${name}: ${state}${why}`]),
    ...(weights.length > 0 ? [`${name}: ${inWords(weights)}`] : []),
  ];
}
