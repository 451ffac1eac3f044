import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import type { Cluster } from "../../model/release/cluster";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Release } from "../../model/release/release";
import { east, outpost, release, service, west } from "../support/releases";
import {
  beginWith,
  connect,
  valueOf,
  World,
  type Registered,
  type WorldOptions,
} from "../support/world";

function deploy(given: Release, clusters: Cluster[], options: WorldOptions = {}) {
  return World.run(
    () =>
      new GrayRelease("demo", {
        release: given,
        clusters: connect(...clusters),
        begin: beginWith(),
      }),
    options,
  );
}

const two = release({
  services: {
    web: service({ expose: true, weights: { v1: 80, v2: 20 } }),
    cart: service({ targetPort: 8080 }),
  },
});

/** The object that a resource writes: without what only steers the provider, and without empty lists. */
function written({ type, inputs }: Registered): object {
  const pruned = JSON.parse(
    JSON.stringify(inputs, (key, value: unknown) => {
      if (Array.isArray(value) && value.length === 0) return undefined;
      if (key === "annotations" && typeof value === "object" && value !== null) {
        const own = Object.entries(value).filter(([name]) => !name.startsWith("pulumi.com/"));
        return own.length > 0 ? Object.fromEntries(own) : undefined;
      }
      return value;
    }),
  ) as object;
  const [, group, kind] = /^kubernetes:(?:core\/)?([^:]+):(.+)$/.exec(type) ?? [];
  return { apiVersion: group, kind, ...pruned };
}

const byName = (list: readonly object[]) =>
  list
    .map((one) => JSON.parse(JSON.stringify(one)) as { kind: string; metadata: { name: string } })
    .sort((a, b) => (a.kind + a.metadata.name < b.kind + b.metadata.name ? -1 : 1));

describe("a release on its clusters", () => {
  const clusters = [west, { ...east, weights: { web: { v2: 100 } } }, outpost];
  let world: Awaited<ReturnType<typeof deploy>>;

  before(async () => {
    world = await deploy(two, clusters);
  });

  it("gives every resource the provider of the cluster that its name holds", () => {
    const made = world.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(made).to.have.length.greaterThan(20);
    for (const { name, provider } of made) expect(name).to.match(new RegExp(`^demo-${provider}-`));
    for (const name of ["west", "east", "outpost"])
      expect(world.cluster(name).all).to.not.deep.equal([]);
  });

  it("writes exactly what was planned, in each cluster", () => {
    for (const plan of planRelease(two, clusters).clusters) {
      const made = world.cluster(plan.cluster.name).all.map(written);
      expect(byName(made)).to.deep.equal(byName(manifests(plan)));
    }
  });

  it("has names of its own for all resources of a type", () => {
    const { resources } = world;
    expect(new Set(resources.map(({ urn }) => urn)).size).to.equal(resources.length);
  });

  it("writes mesh objects under the program's own field manager", () => {
    const kinds = ["DestinationRule", "PeerAuthentication", "Gateway", "VirtualService"];
    for (const { inputs } of kinds.flatMap((kind) => world.kind(kind)))
      expect(inputs).to.have.nested.property(
        "metadata.annotations.pulumi\\.com/patchFieldManager",
        "gray-release",
      );
  });

  it("puts everything below its own component", () => {
    const root = world.resources.find(({ type }) => type === "gray:index:GrayRelease");
    const components = world.resources.filter(({ type }) =>
      /^gray:index:(?!GrayRelease)/.test(type),
    );
    expect(components).to.have.length.greaterThan(5);
    for (const { parent } of components) expect(parent).to.equal(root?.urn);
    for (const { parent, type, name } of world.cluster("west").all)
      expect(parent, `${type} ${name}`).to.contain("gray:index:");
  });

  it("does not wait for pods behind a Service, which may be empty in a cluster", () => {
    const { inputs } = world.named("demo-west-cart-service");
    expect(inputs).to.have.nested.property("metadata.annotations.pulumi\\.com/skipAwait", "true");
  });

  it("tells weights, places and phase", async () => {
    const { result } = world;
    expect(await valueOf(result.phase)).to.equal("wave");
    expect((await valueOf(result.versions)).cart).to.deep.equal({ v1: ["west"], v2: ["east"] });
    expect((await valueOf(result.weights)).east).to.deep.equal({
      web: { v1: 0, v2: 100 },
      cart: { v1: 100, v2: 0 },
    });
  });

  it("makes in each cluster what the cluster has of its own", async () => {
    const own = { web: { v1: { replicas: 3, env: { REGION: "west" } } } };
    const made = await deploy(two, [
      { ...west, versions: own, registry: "registry.west.example" },
      east,
    ]);
    const deployment = made
      .cluster("west")
      .all.find(({ name }) => name === "demo-west-web-v1-deployment");
    expect(deployment?.inputs.spec).to.containSubset({
      replicas: 3,
      template: {
        spec: {
          containers: [
            {
              image: "registry.west.example/acme/hello:1.0",
              env: [{ name: "REGION", value: "west" }],
            },
          ],
        },
      },
    });
  });

  it("makes the same resources in a preview, where nothing is known of the clusters", async () => {
    const names = (world: World) => world.resources.map(({ urn }) => urn).sort();
    const preview = await deploy(two, clusters, { preview: true });
    expect(names(preview)).to.deep.equal(names(world));
  });
});

describe("a release with mistakes", () => {
  /** What the constructor throws, and what was registered until then. */
  async function refusalOf(wrong: unknown, ...clusters: Cluster[]) {
    const world = await World.run(() => {
      try {
        const args = {
          release: wrong as Release,
          clusters: connect(...clusters),
          begin: beginWith(),
        };
        return new GrayRelease("demo", args);
      } catch (error) {
        return error;
      }
    });
    const error = world.result;
    if (!pulumi.ResourceError.isInstance(error)) throw new Error("it was not refused");
    expect(error.hideStack).to.equal(true);
    expect(world.resources.filter(({ type }) => type.startsWith("kubernetes:"))).to.deep.equal([]);
    return error.message;
  }

  it("is refused with all of them before anything is made in a cluster", async () => {
    const versions = { v1: { image: "a:1" }, v2: { image: "a:2", clusters: ["mars"] } };
    const wrong = release({ services: { hello: service({ versions, weights: { v1: 99 } }) } });
    const ahead = { ...east, weights: { hello: { v1: 50, v3: 50 } } };
    const message = await refusalOf(wrong, west, ahead);
    expect(message).to.match(/^3 mistakes/);
    expect(message).to.contain("release.services.hello.weights ");
    expect(message).to.contain("release.services.hello.versions.v2.clusters[0]");
    expect(message).to.contain("clusters[1].weights.hello.v3");
  });

  it("is refused in code as in config where it has the wrong shape", async () => {
    const services = { hello: { ...service(), port: "5000", retrys: { attempts: 2 } } };
    const message = await refusalOf({ ...release(), services }, west, east);
    expect(message).to.match(/^2 mistakes/);
    expect(message).to.contain("release.services.hello.port ");
    expect(message).to.contain('did you mean "retries"?');
  });

  it("is refused for what one cluster has of its own, in code as in config", async () => {
    const wrong = {
      ...east,
      versions: { hello: { v2: { replicas: 0, clusters: ["west"] } } },
      registry: "https://registry.example",
    } as Cluster;
    const message = await refusalOf(release(), west, wrong);
    expect(message).to.match(/^3 mistakes/);
    expect(message).to.contain("clusters[1].versions.hello.v2.replicas ");
    expect(message).to.contain("clusters[1].versions.hello.v2.clusters  [GR191]");
    expect(message).to.contain("clusters[1].registry ");
    const elsewhere = { ...west, versions: { hello: { v2: { replicas: 2 } } } };
    expect(await refusalOf(release(), elsewhere, east)).to.contain("[GR190]");
  });

  it("is refused where only its planned objects show the mistake", async () => {
    const hosts = ["cart.gray-demo.svc.cluster.local"];
    const services = { web: service({ expose: true }), cart: service() };
    const message = await refusalOf(release({ gateway: { hosts }, services }), west, east);
    expect(message).to.match(/^1 mistake/);
    expect(message).to.contain("[GR223]").and.to.contain("release.services.web ");
  });
});
