import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { Cluster } from "../../../../model/release/cluster";
import { defaultRoute } from "../../../../model/release/names";
import type { Release } from "../../../../model/release/release";
import type { RolloutSpec, RolloutStep } from "../../../../model/rollout/spec";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

const north: Cluster = { name: "north", context: "north" };
const edge: Cluster = { name: "edge", context: "edge", role: "remote" };

const check = (
  rollout: Partial<RolloutSpec>,
  more: Partial<Release> = {},
  clusters: readonly Cluster[] = [west, east, north, edge],
) => {
  const services = { web: service(), cart: service() };
  const whole = { steps: [{ setWeight: 50 }], ...rollout };
  const given = release({ services, ...more, rollout: whole });
  return checkRelease(given, clusters).map((problem) => ({
    ...problem,
    path: problem.path.replace("release.rollout.", ""),
  }));
};

/** What is wrong with steps. */
const steps = (...all: readonly RolloutStep[]) => told(check({ steps: all }));

describe("the waves of a rollout", () => {
  it("have each primary cluster once, in both of their forms", () => {
    expect(check({ waves: [["west"], { clusters: ["east", "north"], soak: "1h" }] })).to.deep.equal(
      [],
    );
    const waves = [["west", "east"], { clusters: ["west"] }];
    expect(told(check({ waves }))).to.deep.equal([
      ["GR503", "waves[1].clusters[0]", '"west", which stands at release.rollout.waves[0][0] too'],
      ["GR502", "waves", "no wave with north"],
    ]);
    expect(check({ waves })[1]?.fix).to.equal("add a wave: `- [north]`");
  });

  it("have no other clusters, and no second mistake follows from a mistyped one", () => {
    const found = check({ waves: [["wset"], ["east", "edge"], ["north"]] });
    expect(told(found)).to.deep.equal([
      ["GR500", "waves[0][0]", 'an unknown cluster "wset"'],
      ["GR501", "waves[1][1]", '"edge", a remote cluster'],
    ]);
    expect(found.map(({ fix }) => fix)).to.deep.equal([
      'did you mean "west"?',
      "remove it: its proxies move with the primary cluster from which they read their routes",
    ]);
  });
});

describe("the order of a rollout", () => {
  it("has services of the release, each once", () => {
    expect(check({ order: [["cart"], ["web"]] })).to.deep.equal([]);
    expect(told(check({ order: [["cart", "wbe"], ["cart"]] }))).to.deep.equal([
      ["GR010", "order[0][1]", 'an unknown service "wbe"'],
      ["GR504", "order[1][0]", '"cart", which stands at release.rollout.order[0][0] too'],
    ]);
  });
});

describe("the times of a rollout", () => {
  const paused: RolloutStep[] = [
    { setWeight: 5 },
    { pause: { duration: "10m" } },
    { pause: {} },
    { pause: { duration: 600 } },
  ];

  it("fit into its deadline, in all waves and groups of services together", () => {
    const one = (deadline: string, more: Partial<RolloutSpec> = {}) =>
      told(check({ steps: paused, deadline, ...more }));
    expect(one("21m")).to.deep.equal([]);
    const given = (text: string) => [["GR512", "deadline", text]];
    expect(one("20m")).to.deep.equal(given("20m, with 20m of pauses and soaks in all waves"));
    const waves = [{ clusters: ["west"], soak: "30m" }, ["east", "north"]];
    expect(one("1h", { waves })).to.deep.equal(
      given("1h, with 1h 10m of pauses and soaks in all waves"),
    );
    expect(one("40m", { order: [["cart"], ["web"]] })).to.deep.equal(
      given("40m, with 40m of pauses and soaks in all waves"),
    );
  });

  it("count skipped clusters only where it skips them", () => {
    expect(check({ maxFailures: 1, unreachable: "skip" })).to.deep.equal([]);
    expect(told(check({ maxFailures: 1 }))).to.deep.equal([
      ["GR513", "maxFailures", "maxFailures: 1 beside unreachable: stop"],
    ]);
  });
});

describe("the routes that steps set", () => {
  const match = [{ headerName: "x-user", headerValue: { exact: "tester" } }];
  const all = [{ path: { prefix: "/" } }];
  const header = (name: string): RolloutStep => ({ setHeaderRoute: { name, match } });
  const mirror = (name: string): RolloutStep => ({ setMirrorRoute: { name, match: all } });

  it("may be set anew, and are removed after they were set", () => {
    expect(
      steps(
        header("a"),
        header("a"),
        { setHeaderRoute: { name: "a" } },
        mirror("b"),
        { setMirrorRoute: { name: "b" } },
        header("a"),
      ),
    ).to.deep.equal([]);
    expect(steps({ setHeaderRoute: { name: "a" } }, header("a"))).to.deep.equal([
      ["GR507", "steps[0].setHeaderRoute", 'the removal of "a", which is not set here'],
    ]);
    const removed: RolloutStep = { setMirrorRoute: { name: "b" } };
    expect(steps(mirror("b"), removed, removed).map(([, path]) => path)).to.deep.equal([
      "steps[2].setMirrorRoute",
    ]);
  });

  it("are of one kind under one name", () => {
    expect(steps(header("a"), mirror("a"))).to.deep.equal([
      ["GR506", "steps[1].setMirrorRoute.name", 'the name "a", which a header route has'],
    ]);
  });

  it("have names that no other route of a service has", () => {
    const routes = [{ name: "a", match: { from: "mesh" as const }, to: "v1" }];
    const services = { web: service({ routes }), cart: service() };
    const found = told(
      check({ steps: [header("a"), header(defaultRoute(services.cart))] }, { services }),
    );
    expect(found).to.deep.equal([
      ["GR508", "steps[0].setHeaderRoute.name", 'the name "a", which a route of web has'],
      [
        "GR508",
        "steps[1].setHeaderRoute.name",
        `the name "${defaultRoute(services.cart)}", which a route of web and cart has`,
      ],
    ]);
  });

  it("need a service that takes HTTP requests", () => {
    const tcp = service({ protocol: "tcp" });
    const both = { steps: [header("a"), mirror("b")] };
    expect(check(both, { services: { web: service(), db: tcp } })).to.deep.equal([]);
    expect(told(check(both, { services: { db: tcp } }))).to.deep.equal([
      [
        "GR510",
        "steps[0].setHeaderRoute",
        "a header route in a release whose services all take TCP connections",
      ],
    ]);
  });

  it("copy a share of what they match", () => {
    const [problem] = check({ steps: [{ setMirrorRoute: { name: "b", percentage: 20 } }] });
    expect(problem).to.deep.include({
      code: "GR516",
      path: "steps[0].setMirrorRoute.percentage",
      fix: "add `match: [{path: {prefix: /}}]` to copy from all requests, or remove percentage",
    });
  });

  it("lead to pods", () => {
    const none: RolloutStep[] = [
      { setCanaryScale: { replicas: 0 } },
      { setCanaryScale: { weight: 0 } },
      { setCanaryScale: { matchTrafficWeight: true } },
    ];
    for (const scale of none) {
      expect(steps(scale, header("a")).map(([code, path]) => [code, path])).to.deep.equal([
        ["GR515", "steps[1]"],
      ]);
      expect(steps(mirror("b"), scale).map(([code, path]) => [code, path])).to.deep.equal([
        ["GR515", "steps[1]"],
      ]);
      expect(steps(scale, { setWeight: 5 }, header("a"))).to.deep.equal([]);
      expect(steps(scale, { setCanaryScale: { weight: 5 } }, header("a"))).to.deep.equal([]);
    }
  });
});

describe("the webhooks of a rollout", () => {
  const asked = (url: string) => check({ steps: [{ webhook: { name: "load", url } }] });

  it("have an address with http or https", () => {
    for (const url of ["https://gates.example.com/a?b=c", "http://127.0.0.1:8080", "HTTPS://a.b"])
      expect(asked(url)).to.deep.equal([]);
    for (const url of ["gates.example.com", "ftp://a", "https:a", "https://", "/a"])
      expect(asked(url).map(({ code, given }) => [code, given])).to.deep.equal([
        ["GR514", JSON.stringify(url)],
      ]);
  });

  it("have no password in it, and no message repeats one", () => {
    for (const url of ["https://anna:geheim@a.example/", "ftp://anna:geheim@", "anna:geheim@a"]) {
      const found = asked(url);
      expect(found.map(({ code }) => code)).to.deep.equal(["GR514"]);
      expect(JSON.stringify(found)).to.not.include("geheim");
    }
  });
});
