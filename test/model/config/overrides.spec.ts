import { expect } from "chai";
import { config, ownRelease, pathsOf, problemsOf, settingsOf, shop } from "../../support/config";

describe("what a stack says about its release", () => {
  it("is nothing by default: the release of the preset, and a second to settle", () => {
    const settings = settingsOf(config());
    expect(settings.release).to.deep.equal(shop);
    expect(settings.settle).to.deep.equal({ seconds: 1, minimum: 0, limit: 30, stragglers: 0 });
    expect(settings.protect).to.equal(true);
    expect(settings.ready).to.equal(600);
    expect(settings.clusters.map(({ name }) => name)).to.deep.equal(["west", "east"]);
  });

  it("replaces the weights of a service whole, and leaves those of the others", () => {
    const { release } = settingsOf(config({ weights: { web: { v2: 100 } } }));
    expect(release.services.web?.weights).to.deep.equal({ v2: 100 });
    expect(release.services.cart?.weights).to.deep.equal({ v1: 90, v2: 10 });
  });

  it("changes single fields of a version and keeps the others", () => {
    const versions = { web: { v2: { replicas: 3, clusters: ["west", "east"] } } };
    const { release } = settingsOf(config({ versions }));
    expect(release.services.web?.versions).to.deep.equal({
      v1: { image: "ghcr.io/acme/hello:1.0", clusters: ["west"] },
      v2: { image: "ghcr.io/acme/hello:2.0", replicas: 3, clusters: ["west", "east"] },
    });
    expect(release.services.cart?.versions).to.deep.equal(shop.services.cart?.versions);
  });

  it("adds a version that has an image", () => {
    const v3 = { image: "ghcr.io/acme/hello:3.0" };
    const { release } = settingsOf(config({ versions: { web: { v3 } } }));
    expect(Object.keys(release.services.web?.versions ?? {})).to.deep.equal(["v1", "v2", "v3"]);
    expect(release.services.web?.versions.v3).to.deep.equal(v3);
  });

  it("can't add a version without an image", () => {
    expect(problemsOf(config({ versions: { web: { v22: { replicas: 2 } } } }))).to.deep.equal([
      {
        code: "GR011",
        path: "gray-release:versions.web.v22",
        given: 'a new version "v22" without an image',
        allowed: "v1, v2, or a new version with its image",
        fix: "did you mean \"v2\"? Else: pulumi config set --path 'gray-release:versions.web.v22.image' <image>",
      },
    ]);
  });

  it("names the stable version of a service, over the one that the release names", () => {
    const named = (stable?: object) =>
      settingsOf({ ...ownRelease({ stable: "v1" }), ...(stable && { stable }) }).release.services
        .web;
    expect(named()?.stable).to.equal("v1");
    expect(named({ web: "v2" })?.stable).to.equal("v2");
    expect(settingsOf(config()).release.services.web).to.not.have.property("stable");
  });

  it("tells mistakes in a stable version at its own place", () => {
    const found = (changes: Record<string, unknown>) =>
      problemsOf(config(changes)).map(({ code, path, fix }) => [code, path, fix]);
    expect(found({ stable: { wbe: "v1", web: "v22", cart: 2 } })).to.deep.equal([
      [
        "GR001",
        "gray-release:stable.cart",
        'put the value in quotes in Pulumi.<stack>.yaml: `cart: "2"`',
      ],
      ["GR010", "gray-release:stable.wbe", "declare the service, or remove it here"],
      ["GR107", "gray-release:stable.web", 'did you mean "v2"?'],
    ]);
    expect(problemsOf(ownRelease({ stable: "v9" })).map(({ path }) => path)).to.deep.equal([
      "gray-release:release.services.web.stable",
    ]);
  });

  it("moves the release to another namespace", () => {
    expect(settingsOf(config({ namespace: "shop-prod" })).release.namespace).to.equal("shop-prod");
  });

  it("closes the release, and leaves its namespace to others", () => {
    const access = { callers: ["billing/reports"] };
    const { release } = settingsOf(config({ access, createNamespace: false }));
    expect(release).to.deep.equal({ ...shop, access, createNamespace: false });
    const wrong = config({ access: { callers: ["Billing"] }, createNamespace: "no" });
    expect(problemsOf(wrong).map(({ path }) => path)).to.deep.equal([
      "gray-release:createNamespace",
      "gray-release:access.callers[0]",
    ]);
  });

  it("gives the gateway other hosts and keeps what else it has", () => {
    const hosts = ["shop.example.com"];
    expect(settingsOf(config({ hosts })).release.gateway).to.deep.equal({ hosts });
    const named = { ...shop, gateway: { name: "front", port: 8080 } };
    expect(settingsOf(config({ release: named, hosts })).release.gateway).to.deep.equal({
      name: "front",
      port: 8080,
      hosts,
    });
  });

  it("sets the time to settle, within 0 to 60 seconds, and what bounds it", () => {
    const { settle } = settingsOf(config({ settle: 0 }));
    expect(settle).to.deep.equal({ seconds: 0, minimum: 0, limit: 30, stragglers: 0 });
    const bounds = { minimum: 0.5, limit: 5, stragglers: 2 };
    expect(settingsOf(config({ settle: bounds })).settle).to.deep.equal({ seconds: 1, ...bounds });
    expect(pathsOf(config({ settle: 61 }))).to.deep.equal(["gray-release:settle"]);
    expect(pathsOf(config({ settle: { limit: "1m", min: 1 } }))).to.deep.equal([
      "gray-release:settle.limit",
      "gray-release:settle.min",
    ]);
  });

  it("lets an update leave proxies behind, as a number or as a share of all proxies", () => {
    const stragglersOf = (stragglers: unknown) => config({ settle: { stragglers } });
    for (const allowed of [0, 3, "5%", "100%"])
      expect(settingsOf(stragglersOf(allowed)).settle.stragglers).to.equal(allowed);
    for (const wrong of [-1, 1.5, "5", "101%", "05%", "2.5%", true])
      expect(pathsOf(stragglersOf(wrong)), String(wrong)).to.deep.equal([
        "gray-release:settle.stragglers",
      ]);
  });

  it("takes objects of other owners that may stand in the way", () => {
    const accept = ["VirtualService team-b/shop", "Namespace shop"];
    expect(settingsOf(config({ accept })).accept).to.deep.equal(accept);
    expect(settingsOf(config({}))).to.not.have.property("accept");
    expect(pathsOf(config({ accept: ["team-b/shop"] }))).to.deep.equal(["gray-release:accept[0]"]);
  });

  it("gives the protection of namespaces up on request", () => {
    expect(settingsOf(config({ protect: false })).protect).to.equal(false);
    expect(pathsOf(config({ protect: "no" }))).to.deep.equal(["gray-release:protect"]);
  });

  it("sets the time that pods get to become ready, in whole seconds", () => {
    expect(settingsOf(config({ ready: 30 })).ready).to.equal(30);
    for (const ready of [0, 4, 1.5, "10m", 86_401])
      expect(pathsOf(config({ ready })), String(ready)).to.deep.equal(["gray-release:ready"]);
  });

  it("keeps weights of a cluster with the cluster", () => {
    const weights = { web: { v1: 50, v2: 50 } };
    const clusters = [
      { name: "west", context: "kind-west", weights },
      { name: "east", context: "kind-east" },
    ];
    const settings = settingsOf(config({ clusters }));
    expect(settings.clusters[0]?.weights).to.deep.equal(weights);
    expect(settings.clusters[1]?.weights).to.equal(undefined);
    expect(settings.release.services.web?.weights).to.deep.equal({ v1: 100 });
  });

  it("names services that the release has", () => {
    const weights = { wb: { v1: 100 } };
    const clusters = [
      { name: "west", context: "kind-west", weights },
      { name: "east", context: "kind-east" },
    ];
    const unknown = {
      code: "GR010",
      given: 'an unknown service "wb"',
      allowed: "cart, web",
      fix: 'did you mean "web"?',
    };
    expect(problemsOf(config({ weights, clusters, versions: { wb: {} } }))).to.deep.equal([
      { path: "gray-release:weights.wb", ...unknown },
      { path: "gray-release:versions.wb", ...unknown },
      { path: "gray-release:clusters[0].weights.wb", ...unknown },
    ]);
  });

  it("names a preset that there is", () => {
    expect(problemsOf(config({ release: "shpo" }))).to.deep.equal([
      {
        code: "GR006",
        path: "gray-release:release",
        given: 'an unknown preset "shpo"',
        allowed: "shop, or a whole release as an object",
        fix: 'did you mean "shop"?',
      },
    ]);
    expect(problemsOf(config({ release: "toString" }))).to.have.lengthOf(1);
  });

  it("names a release at all", () => {
    const { release: _release, ...rest } = config();
    expect(problemsOf(rest)).to.deep.equal([
      {
        code: "GR002",
        path: "gray-release:release",
        given: "nothing",
        allowed: "a preset's name, or a release with name, namespace and services",
        fix: 'add the key "gray-release:release"',
      },
    ]);
  });

  it("points at the release where the stack says nothing about that part", () => {
    const release = { ...shop, services: { web: { ...shop.services.web, weights: { v1: 99 } } } };
    expect(problemsOf(config({ release }))[0]?.path).to.equal(
      "gray-release:release.services.web.weights",
    );
  });
});
