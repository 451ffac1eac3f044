import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { LanesSpec, LaneSpec } from "../../../model/release/lanes";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { RouteMatch } from "../../../model/release/routing";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

const image = "a:1";
const gray = { v1: { image }, v2: { image } };
const plain = { v1: { image } };

/** A chain: web is exposed and calls cart, which calls stock; only the last has no v2. */
const chain: Record<string, ServiceSpec> = {
  web: service({ expose: true, versions: gray }),
  cart: service({ versions: gray }),
  stock: service({ versions: plain }),
};

function check(
  lanes: Partial<LanesSpec>,
  services: Release["services"] = chain,
  more: Partial<Release> = {},
) {
  const spec: LanesSpec = { header: "x-lane", lanes: [{ name: "gray", version: "v2" }], ...lanes };
  return told(checkRelease(release({ services, lanes: spec, ...more }), [west, east]));
}

/** What is wrong with lanes of a chain in which every service has v2. */
const whole = (...lanes: readonly LaneSpec[]) =>
  check({ lanes }, { ...chain, stock: service({ versions: gray }) });

describe("a strict lane", () => {
  it("has its version in every service", () => {
    expect(whole({ name: "gray", version: "v2" })).to.deep.equal([]);
    const services = { ...chain, cart: service({ versions: plain }) };
    expect(check({}, services)).to.deep.equal([
      ["GR130", "lanes.lanes[0]", 'no version "v2" that runs in cart'],
      ["GR130", "lanes.lanes[0]", 'no version "v2" that runs in stock'],
    ]);
  });

  it("is called like its version where it says no other", () => {
    expect(whole({ name: "v2" })).to.deep.equal([]);
    expect(check({ lanes: [{ name: "v2" }] }).map(([code]) => code)).to.deep.equal(["GR130"]);
  });

  it("may have a version of another name in a service", () => {
    expect(
      check({ lanes: [{ name: "gray", version: "v2", versions: { stock: "v1" } }] }),
    ).to.deep.equal([]);
    const versions = { stok: "v1", stock: "v3" };
    expect(check({ lanes: [{ name: "gray", version: "v2", versions }] })).to.deep.equal([
      ["GR010", "lanes.lanes[0].versions.stok", 'an unknown service "stok"'],
      ["GR107", "lanes.lanes[0].versions.stock", 'an unknown version "v3"'],
    ]);
  });

  it("has a version that runs somewhere and has pods", () => {
    const offline = service({ versions: { v1: { image }, v2: { image, clusters: [] } } });
    expect(check({}, { web: offline })).to.deep.equal([
      ["GR130", "lanes.lanes[0]", 'no version "v2" that runs in web'],
    ]);
    const idle = service({ versions: { v1: { image }, v2: { image, replicas: 0 } } });
    expect(check({}, { web: idle })).to.deep.equal([
      ["GR109", "lanes.lanes[0]", "traffic for v2, which has replicas: 0, in web"],
    ]);
  });

  it("has a name that no lane before it has", () => {
    const twice = [
      { name: "gray", version: "v2" },
      { name: "gray", version: "v1" },
    ];
    expect(whole(...twice)).to.deep.equal([
      ["GR136", "lanes.lanes[1].name", 'the name "gray" once more'],
    ]);
  });

  it("does not lead through TCP services", () => {
    const services = { ...chain, stock: service({ protocol: "tcp", versions: plain }) };
    expect(check({}, services)).to.deep.equal([]);
  });
});

describe("a permissive lane", () => {
  const mode = "permissive";

  it("may have no version in a service", () => {
    expect(check({ mode })).to.deep.equal([]);
  });

  it("has a version somewhere", () => {
    expect(check({ mode, lanes: [{ name: "gray" }] })).to.deep.equal([
      ["GR131", "lanes.lanes[0]", 'a lane whose version "gray" runs in no service'],
    ]);
  });

  it("has a baseline in every service without a version", () => {
    expect(check({ mode, baseline: "v1" })).to.deep.equal([]);
    expect(check({ mode, baseline: "base" })).to.deep.equal([
      [
        "GR132",
        "lanes.baseline",
        '"base", which does not run in stock, where gray has no version either',
      ],
    ]);
    const idle = service({ versions: { v1: { image, replicas: 0 }, v3: { image } } });
    const services = { ...chain, stock: { ...idle, weights: { v3: 100 } } };
    expect(check({ mode, baseline: "v1" }, services)).to.deep.equal([
      ["GR109", "lanes.baseline", "traffic for v1, which has replicas: 0, in stock"],
    ]);
  });
});

describe("the entry to lanes", () => {
  it("takes no more than all requests", () => {
    expect(
      whole({ name: "a", version: "v1", weight: 60 }, { name: "v2", weight: 40 }),
    ).to.deep.equal([]);
    expect(
      whole({ name: "a", version: "v1", weight: 60 }, { name: "v2", weight: 41 }),
    ).to.deep.equal([["GR133", "lanes.lanes[1].weight", "a sum of 101 (a 60 + v2 41)"]]);
  });

  it("is at the gateway, which leads to an HTTP service", () => {
    const closed = { web: service({ versions: gray }) };
    const lanes = [{ name: "v1" }, { name: "v2", weight: 10, match: { uri: { exact: "/" } } }];
    const expected = (key: string) => [
      "GR134",
      `lanes.lanes[1].${key}`,
      `${key}, in a release that exposes no HTTP service`,
    ];
    expect(check({ lanes }, closed)).to.deep.equal([expected("match"), expected("weight")]);
    const tcp = service({ versions: gray, protocol: "tcp", expose: { port: 9000 } });
    expect(check({ lanes }, { ...closed, tcp })).to.deep.equal([
      expected("match"),
      expected("weight"),
    ]);
  });

  it("is for requests that come from outside and are in no lane", () => {
    const match: RouteMatch = {
      from: "mesh",
      sourceLabels: { app: "a" },
      headers: { "X-Lane": { exact: "v2" } },
    };
    expect(whole({ name: "v2", match })).to.deep.equal([
      ["GR135", "lanes.lanes[0].match.from", '"mesh", where only the gateway lets in'],
      ["GR135", "lanes.lanes[0].match.sourceLabels", "labels of a calling pod"],
      [
        "GR135",
        "lanes.lanes[0].match.headers.X-Lane",
        "the header X-Lane, with which a request is in a lane already",
      ],
    ]);
  });

  it("is by conditions that can be met", () => {
    expect(whole({ name: "v2", match: {} })).to.deep.equal([
      ["GR120", "lanes.lanes[0].match", "no condition"],
    ]);
    expect(
      whole({ name: "v2", match: { uri: { regex: "(?=a)" } } }).map(([code]) => code),
    ).to.deep.equal(["GR125"]);
  });

  it("is within the paths of every service that is entered by path", () => {
    const services = {
      web: service({ versions: gray, expose: { paths: [{ prefix: "/web" }] } }),
      cart: service({ versions: gray, expose: { paths: [{ prefix: "/cart" }] } }),
    };
    const lanes = [{ name: "v2", match: { uri: { prefix: "/web/new" } } }];
    expect(check({ lanes }, services)).to.deep.equal([
      [
        "GR143",
        "lanes.lanes[0].match.uri",
        '{"prefix":"/web/new"}, of "cart", which is exposed under /cart…',
      ],
    ]);
  });

  it("of a lane is not all taken by a lane before it", () => {
    const header = { headers: { user: { exact: "a" } } };
    expect(
      whole(
        { name: "v1", match: header },
        { name: "v2", match: { ...header, method: { exact: "GET" } } },
      ),
    ).to.deep.equal([
      [
        "GR121",
        "lanes.lanes[1].match",
        '{"headers":{"user":{"exact":"a"}},"method":{"exact":"GET"}}, which can never match: the lane "v1" before it takes every such request',
      ],
    ]);
  });
});
