import { expect } from "chai";
import fc from "fast-check";
import { KubeError } from "../../../kubernetes/client";
import { isPrimary } from "../../../model/release/cluster-role";
import { namespaceManifest } from "../../../model/manifests/namespace";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { GatewaySpec } from "../../../model/release/gateway";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { OutsideSpec } from "../../../model/release/routing";
import { samples, type Sample } from "../../oracle/arbitraries/arbitraries";
import { foreignGateway } from "../../support/foreign-gateway";
import { cluster } from "../support/lab";
import { selfSigned } from "../../support/certificate";
import { atGateways, TrialCluster } from "../support/trial-cluster";

/** The same releases in every run, so that a failure can be looked at again. */
const seed = 4;
const space = "random-releases";
/** So many of them reach proxies; each keeps both gateways busy for ten seconds. */
const served = 5;
/**
 * In place of 80, and of 8080, to which the ingress gateway's Service leads its port 80: TLS on them and the plain HTTP
 * that releases of the specs beside this one serve there can't both be, so Istio skips one, and updates are refused.
 */
const ownPort = 18_080;
const place = namespaceManifest({ namespace: space });

describe(`random releases (seed ${seed})`, () => {
  const releases = fc.sample(samples, { seed, numRuns: 200 }).map(inSpace);
  let clusters: TrialCluster[];

  before(async () => {
    clusters = [new TrialCluster(cluster("west")), new TrialCluster(cluster("east"))];
    await Promise.all(clusters.map((one) => one.apply(place)));
  });

  after(async () => {
    await Promise.all(clusters.map((one) => one.remove(place)));
  });

  it("are tried with istiod's webhook, which is asked on dry runs, too", async () => {
    // The schema of the API server has nothing against it.
    const wildcard = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "wildcard", namespace: space },
      spec: { hosts: ["*"], http: [{ route: [{ destination: { host: "any" } }] }] },
    };
    for (const one of clusters) {
      const refused = await one.dryRun(wildcard).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(KubeError);
      expect((refused as KubeError).message).to.contain("validation.istio.io");
    }
  });

  it("are all accepted by both API servers and by istiod", async () => {
    const [west, east] = clusters as [TrialCluster, TrialCluster];
    const refusals: string[] = [];
    // Releases have many objects in common, such as their namespace.
    const tried = new Set<string>();
    await concurrently(12, releases, async (sample) => {
      const [first, last] = meshes(sample);
      for (const [where, objects] of [
        [west, first],
        [east, last],
      ] as const)
        for (const object of objects) {
          const text = JSON.stringify(object);
          const attempt = `${where === west ? "west" : "east"} ${text}`;
          if (tried.has(attempt)) continue;
          tried.add(attempt);
          await where.dryRun(object).catch((error: Error) => {
            refusals.push(`${error.message}\n${text}`);
          });
        }
    });
    expect(refusals, refusals.slice(0, 3).join("\n\n")).to.deep.equal([]);
    expect(tried.size).to.be.greaterThan(2000);
  });

  it("reach the gateways' proxies, which take every part of them", async function () {
    this.timeout(10 * 60_000);
    // Several gateways of a release have pods of their own, which the lab lacks.
    const single = releases.filter(({ release }) => release.gateways === undefined);
    const exposed = single.filter(({ release }) =>
      Object.values(release.services).some(({ expose, protocol }) => expose && protocol !== "tcp"),
    );
    expect(exposed.length).to.be.greaterThan(served);
    const certificates = await secrets();
    for (const sample of exposed.slice(0, served)) {
      const [first] = meshes(sample);
      const objects = [...certificates, ...first, ...foreignGateway(sample.release)];
      const parts = objects.filter(({ kind }) => !["Namespace", "Deployment"].includes(kind));
      await Promise.all(clusters.map((one) => one.serve(parts, atGateways(parts))));
    }
  });
});

/** The certificates that gateways with TLS name, where gateways look for them. */
async function secrets(): Promise<Manifest[]> {
  const { certificate, key } = await selfSigned("shop.example.com");
  const data = { "tls.crt": certificate, "tls.key": key, "ca.crt": certificate };
  return ["front-cert", "front-cert-0", "front-cert-1"].map(
    (name) =>
      ({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, namespace: "istio-system" },
        stringData: data,
      }) as Manifest,
  );
}

/** The objects for the first and for the last primary cluster of a release. */
function meshes({ release, clusters }: Sample): [Manifest[], Manifest[]] {
  const plans = planRelease(release, clusters).clusters.filter((plan) => isPrimary(plan.cluster));
  return [manifests(plans[0]!), manifests(plans.at(-1)!)];
}

/** A release in the namespace of these specs, on the gateways of the lab. */
function inSpace({ release, clusters }: Sample): Sample {
  const { gateway, gateways } = release;
  const onLab = (given: GatewaySpec): GatewaySpec => {
    const { selector: _selector, namespace: own, port, ...rest } = given;
    const taken = port === 8080 || (port === 80 && rest.tls !== undefined);
    const elsewhere = own !== undefined && own !== release.namespace;
    return {
      ...rest,
      ...(port && { port: taken ? ownPort : port }),
      ...(elsewhere && { namespace: "istio-system" }),
    };
  };
  const moved: Release = {
    ...release,
    namespace: space,
    services: Object.fromEntries(
      Object.entries(release.services).map(([name, spec]) => [name, withoutFiles(spec)]),
    ),
    ...(gateway && { gateway: onLab(gateway) }),
    ...(gateways && {
      gateways: Object.fromEntries(
        Object.entries(gateways).map(([name, spec]) => [name, onLab(spec)]),
      ),
    }),
  };
  return { release: moved, clusters };
}

/** A service whose destinations need no file of the proxies: those of the lab have none. */
function withoutFiles({ outside, ...spec }: ServiceSpec): ServiceSpec {
  if (!outside) return spec;
  const entries = Object.entries(outside).map(([name, one]): [string, OutsideSpec] => {
    if (typeof one.tls !== "object") return [name, one];
    const { caCertificates: _file, ...tls } = one.tls;
    return [name, { ...one, tls }];
  });
  return { ...spec, outside: Object.fromEntries(entries) };
}

/** Does something for every item, so many at a time. */
async function concurrently<T>(
  limit: number,
  items: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
