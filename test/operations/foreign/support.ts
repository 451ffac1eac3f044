/** What stands beside a release, for specs of the decisions about it. */
import type { LiveObject } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { foreignFindings } from "../../../operations/foreign/decide/decide";
import type { Surroundings } from "../../../operations/foreign/live";
import { east, release, service, west } from "../../support/releases";

const networking = "networking.istio.io/v1";

/** Two times, of which the first is the older one. */
export const [older, younger] = ["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"];
/** When the objects of the release were made, where they are live. */
export const made = "2026-02-01T00:00:00Z";

interface Meta {
  readonly name?: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly manager?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** A live object of another owner. */
export function live(
  [apiVersion, kind]: readonly [string, string],
  spec: object,
  {
    name = "other",
    namespace = "others",
    created = older,
    manager = "kubectl",
    ...meta
  }: Meta = {},
): LiveObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      creationTimestamp: created,
      managedFields: [{ manager, operation: "Apply" }],
      ...meta,
    },
    spec,
  } as LiveObject;
}

/** A VirtualService of another owner. */
export const virtualService = (spec: object, meta?: Meta) =>
  live([networking, "VirtualService"], spec, meta);

/** A Gateway of another owner. */
export const gateway = (spec: object, meta?: Meta) => live([networking, "Gateway"], spec, meta);

/** An HTTPRoute of another owner. */
export const httpRoute = (spec: object, meta?: Meta) =>
  live(["gateway.networking.k8s.io/v1", "HTTPRoute"], spec, meta);

/** Routes of a VirtualService that lead every request elsewhere. */
export const everything = [{ route: [{ destination: { host: "old.others.svc.cluster.local" } }] }];

/** The release of these specs: one service with the host shop.example. */
export const shop = (changes: Partial<Release> = {}): Release =>
  release({
    gateway: { name: "edge", hosts: ["shop.example"] },
    services: { hello: service({ expose: true }) },
    ...changes,
  });

/** Where a spec differs from an empty cluster. */
export interface Case {
  readonly release?: Release;
  readonly cluster?: Cluster;
  readonly virtualServices?: readonly LiveObject[];
  readonly gateways?: readonly LiveObject[];
  readonly gatewayRoutes?: readonly LiveObject[];
  readonly namespace?: Record<string, string>;
  readonly unseen?: readonly string[];
  /** Whether an earlier update made the objects of the release. @default false */
  readonly installed?: boolean;
}

/** What is found beside a release in one cluster. */
export function findings({ release: given = shop(), cluster = west, ...rest }: Case) {
  const [plan] = planRelease(given, [cluster, east]).clusters;
  if (!plan) throw new Error("there is no plan");
  const planned = manifests(plan);
  const own = (kind: string): LiveObject[] =>
    rest.installed
      ? planned
          .filter((one) => one.kind === kind)
          .map((one) => ({
            ...one,
            metadata: {
              ...one.metadata,
              creationTimestamp: made,
              managedFields: [{ manager: fieldManager, operation: "Apply" }],
            },
          }))
      : [];
  const { namespace: labels } = rest;
  const around: Surroundings = {
    ...(labels && {
      namespace: {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: given.namespace, labels },
      },
    }),
    virtualServices: [...own("VirtualService"), ...(rest.virtualServices ?? [])],
    gateways: [...own("Gateway"), ...(rest.gateways ?? [])],
    gatewayRoutes: rest.gatewayRoutes ?? [],
    unseen: rest.unseen ?? [],
  };
  return foreignFindings(plan, planned, around);
}

/** The codes of the findings of a case, with the objects that they are about. */
export const codesOf = (one: Case): string[] =>
  findings(one).map(({ code, object }) => `${code} ${object}`);
