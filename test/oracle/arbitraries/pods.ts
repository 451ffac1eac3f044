// Draws what a version says about its pods.
import type { PodOverrides, Probes } from "../../../model/release/pod";
import type { VersionSpec } from "../../../model/release/release";
import type { Draw } from "./draw";

type PodFields = Probes & Pick<VersionSpec, "serviceAccountName" | "drainSeconds" | "pod">;

/** What a version may say about its pods. */
export function podFields(draw: Draw): PodFields {
  if (!draw.chance(30)) return {};
  return draw.parts<Required<Omit<PodFields, "livenessProbe" | "startupProbe">>>(40, {
    readinessProbe: () => ({ httpGet: { path: "/", port: draw.one([80, "http"]) } }),
    serviceAccountName: () => "runner",
    drainSeconds: () => draw.one([0, 5, 20, 600]),
    pod: () => pod(draw),
  });
}

function pod(draw: Draw): PodOverrides {
  return draw.parts<Required<PodOverrides>>(60, {
    metadata: () => ({ labels: { team: "shop" }, annotations: { "acme.com/on-call": "shop" } }),
    spec: () =>
      draw.one<NonNullable<PodOverrides["spec"]>>([
        { nodeSelector: { disktype: "ssd" } },
        { containers: [{ ports: null }, { name: "exporter", image: "exporter:1" }] },
        {
          containers: [{ env: [{ name: "MODE", value: "canary" }] }],
          terminationGracePeriodSeconds: 900,
        },
      ]),
  });
}
