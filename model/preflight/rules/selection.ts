// The rule on selectors: each selects the pods that it is meant for, and no others. GR270 to GR272.
import { groups } from "../../groups";
import { carries, type Labels } from "../../release/labels";
import type { Path } from "../../problem";
import type { RuleFinding } from "../finding";
import { ownPlace } from "../places";
import type { Planned, PlannedObjects } from "../planned-objects";
import { podLabels } from "../pods";

/** The pods of one version of a service, in any cluster. */
interface VersionPods {
  readonly service: string;
  readonly version: string;
  readonly labels: Labels;
  /** Where a cluster says the labels itself that its pods carry beside the version's. */
  readonly own?: Path;
}

/**
 * Checks that no Service selects pods of another service, that no subset selects pods of another
 * version, and that no Deployment's selector fits them.
 */
export function selection({ clusters }: PlannedObjects): RuleFinding[] {
  const pods = distinct(
    clusters.flatMap(({ deployments }) =>
      deployments.map((one): VersionPods => {
        const own = ownPlace(one, [["pod", "metadata", "labels"]]);
        return { ...ownerOf(one.origin), labels: podLabels(one), ...(own && { own }) };
      }),
    ),
  );
  const byService = groups(pods, ({ service }) => [service]);
  const byLabel = labelIndex(pods);
  const others = ({ origin }: Planned, wanted: Labels) => {
    const { service, version } = ownerOf(origin);
    return (byService.get(service) ?? []).filter(
      (one) => one.version !== version && carries(one.labels, wanted),
    );
  };
  return clusters.flatMap(({ services, destinationRules, deployments }) => [
    ...services.flatMap((of) => {
      const { selector = {} } = of.manifest.spec;
      const { service } = ownerOf(of.origin);
      return foreignPods(
        of,
        byLabel(selector).filter((one) => one.service !== service),
      );
    }),
    ...destinationRules.flatMap((of) =>
      (of.manifest.spec.subsets ?? []).flatMap(({ name, labels = {} }) =>
        // One without labels is the finding of another rule.
        Object.keys(labels).length === 0
          ? []
          : mixedVersions(of, `the subset ${name}`, others(of, labels)),
      ),
    ),
    ...deployments.flatMap((of) =>
      wideSelector(of, others(of, of.manifest.spec.selector.matchLabels ?? {})),
    ),
  ]);
}

/** `services.<name>.versions.<name>` is the place of all that belongs to a version. */
function ownerOf([, service, , version]: Path): { service: string; version: string } {
  return { service: String(service), version: String(version) };
}

function distinct(all: readonly VersionPods[]): VersionPods[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Finds pods by their labels without a look at all of them for each Service. */
function labelIndex(all: readonly VersionPods[]): (wanted: Labels) => readonly VersionPods[] {
  const labelKey = ([key, value]: readonly [string, string]) => `${key}=${value}`;
  const index = groups(all, ({ labels }) => Object.entries(labels).map(labelKey));
  return (wanted) => {
    // Labels that many pods share would make long lists.
    const [shortest = []] = Object.entries(wanted)
      .map((label) => index.get(labelKey(label)) ?? [])
      .sort((one, other) => one.length - other.length);
    return shortest.filter(({ labels }) => carries(labels, wanted));
  };
}

function foreignPods(of: Planned, found: readonly VersionPods[]): RuleFinding[] {
  // Where the pods of all clusters meet it, it is no cluster's mistake.
  const first = found.find(({ own }) => own === undefined) ?? found[0];
  if (!first) return [];
  return [
    {
      code: "GR271",
      origin: first.own ?? [...of.origin, "selector"],
      on: of,
      given: `a selector that the pods of ${first.service} ${first.version} meet, too`,
      allowed: "a selector that only pods of its own versions meet",
      fix: "give each service a selector of its own",
    },
  ];
}

function mixedVersions(of: Planned, subset: string, found: readonly VersionPods[]): RuleFinding[] {
  const first = found.find(({ own }) => own === undefined) ?? found[0];
  if (!first) return [];
  return [
    {
      code: "GR270",
      origin: first.own ?? [...of.origin, "labels"],
      on: of,
      given: `${subset}, which pods of the version ${first.version} meet, too`,
      allowed: "labels that only its own pods carry",
      fix: "give each version labels of its own, which tell it apart from the others",
    },
  ];
}

function wideSelector(of: Planned, found: readonly VersionPods[]): RuleFinding[] {
  const [first] = found;
  if (!first) return [];
  return [
    {
      code: "GR272",
      origin: [...of.origin, "labels"],
      on: of,
      given: `a Deployment whose selector the pods of the version ${first.version} meet, too`,
      allowed: "a selector that only its own pods meet",
      fix: "move the traffic to versions whose `labels` tell them apart, and remove this one",
    },
  ];
}
