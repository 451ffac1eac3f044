// The rule on Deployments of one version that differ between clusters. GR244.
import type { DeploymentManifest } from "../../manifests/deployment";
import { nameOf, type RuleFinding } from "../finding";
import { ownPlace } from "../places";
import { podLabels } from "../pods";
import type { Planned, PlannedObjects } from "../planned-objects";

/**
 * Checks what must be the same in every cluster that runs a version: the selector of its
 * Deployment, the labels by which Services and subsets select its pods, and the ports of each
 * container. Replicas, images, variables, resources and the nodes may differ.
 */
export function workloadParity(mesh: PlannedObjects): RuleFinding[] {
  const selected = selectedLabels(mesh);
  const first = new Map<string, Planned<DeploymentManifest>>();
  return mesh.clusters
    .flatMap(({ deployments }) => deployments)
    .flatMap((of): RuleFinding[] => {
      const other = first.get(nameOf(of));
      first.set(nameOf(of), other ?? of);
      const different = other ? differences(other, of, selected) : [];
      if (!other || different.length === 0) return [];
      return [
        {
          code: "GR244",
          origin: ownPlace(of, causes) ?? ownPlace(other, causes) ?? of.origin,
          on: of,
          given: `other ${different.join(" and ")} than in ${other.cluster}`,
          allowed: "the same selector, selected labels and ports in every cluster",
          fix: `declare the version as in ${other.cluster}`,
        },
      ];
    });
}

/** What a cluster may say of what must be the same everywhere; other checks refuse most of it. */
const causes = [
  ["pod", "metadata", "labels"],
  ["pod", "spec", "containers"],
];

/** The labels by which the mesh and its Services tell pods apart. */
function selectedLabels({ clusters }: PlannedObjects): ReadonlySet<string> {
  return new Set(
    clusters.flatMap(({ services, destinationRules }) => [
      ...services.flatMap(({ manifest }) => Object.keys(manifest.spec.selector ?? {})),
      ...destinationRules.flatMap(({ manifest }) =>
        (manifest.spec.subsets ?? []).flatMap(({ labels = {} }) => Object.keys(labels)),
      ),
    ]),
  );
}

function differences(
  one: Planned<DeploymentManifest>,
  other: Planned<DeploymentManifest>,
  selected: ReadonlySet<string>,
): string[] {
  // Other rules tell a label that is missing.
  const both = [...selected].filter(
    (name) => podLabels(one)[name] !== undefined && podLabels(other)[name] !== undefined,
  );
  const labels = (of: Planned<DeploymentManifest>) => both.map((name) => podLabels(of)[name]);
  const selector = ({ manifest }: Planned<DeploymentManifest>) => manifest.spec.selector;
  return [
    ...(same(selector(one), selector(other)) ? [] : ["selector"]),
    ...(same(labels(one), labels(other)) ? [] : ["labels of pods"]),
    ...differentPorts(one, other).map((name) => `ports of the container ${name}`),
  ];
}

/** The containers that both have, with other ports. A name alone may differ: probes ask for it. */
function differentPorts(
  one: Planned<DeploymentManifest>,
  other: Planned<DeploymentManifest>,
): string[] {
  const portsOf = ({ manifest }: Planned<DeploymentManifest>) =>
    new Map(
      (manifest.spec.template.spec?.containers ?? []).map(({ name, ports = [] }) => [
        name,
        ports.map(({ containerPort, protocol = "TCP" }) => `${containerPort}/${protocol}`),
      ]),
    );
  const [left, right] = [portsOf(one), portsOf(other)];
  return [...left].flatMap(([name, ports]) =>
    right.has(name) && !same(ports, right.get(name)) ? [name] : [],
  );
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
