/** A release whose versions change who decides the number of their pods, on fake API servers. */
import type { Release, VersionSpec } from "../../../model/release/release";
import type { Weights } from "../../../model/release/routing";
import { lookAtScale, type ScaleLook } from "../../../operations/scale/look";
import { readKinds } from "../../../kubernetes/live-objects";
import type { FakeCluster } from "../../support/reached";
import { release, service } from "../../support/releases";

/** A release of the service `hello` with versions that run in every cluster. */
export function scaled(
  v1: Partial<VersionSpec>,
  v2: Partial<VersionSpec> = {},
  weights: Weights = { v1: 90, v2: 10 },
): Release {
  const versions = {
    v1: { image: "ghcr.io/acme/hello:1.0", ...v1 },
    v2: { image: "ghcr.io/acme/hello:2.0", ...v2 },
  };
  return release({ services: { hello: service({ versions, weights }) } });
}

/** What a look at a cluster finds, as an update makes it. */
export async function lookIn({ client, plan, objects }: FakeCluster): Promise<ScaleLook> {
  if (!client) throw new Error("the cluster has no client");
  return lookAtScale(client, plan, await readKinds(client, objects));
}

/** The Deployment of a version in a cluster. */
export interface Scaled {
  readonly spec: { readonly replicas?: number };
  readonly metadata: {
    readonly managedFields?: { readonly manager: string; readonly fieldsV1?: object }[];
  };
}

/** The number of pods of a Deployment, and the field managers that own the number. */
export function numberIn(
  { api }: FakeCluster,
  name: string,
): { readonly replicas: number | undefined; readonly owners: string[] } {
  const found = api.get(`/apis/apps/v1/namespaces/gray-demo/deployments/${name}`) as unknown as
    Scaled | undefined;
  const owners = (found?.metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => JSON.stringify(fieldsV1 ?? {}).includes('"f:replicas"'))
    .filter(({ fieldsV1 }) => "f:spec" in (fieldsV1 ?? {}))
    .map(({ manager }) => manager);
  return { replicas: found?.spec.replicas, owners };
}
