import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { LocalityLbSetting } from "../../../../model/release/upstream-policy";
import type { ServiceSpec } from "../../../../model/release/release";
import { east, release, service, west } from "../../../support/releases";

const root = "release.services.web.";

/** Code, path below the service `web`, and what is given. */
function check(changes: Partial<ServiceSpec>): string[][] {
  const services = { web: service(changes) };
  return checkRelease(release({ gateway: undefined, services }), [west, east]).map(
    ({ code, path, given }) => [code, path.replace(root, ""), given],
  );
}

/** What is wrong with settings of regions and zones, by code and place. */
function localities(localityLbSetting: LocalityLbSetting): string[] {
  const outlierDetection = { maxEjectionPercent: 100 };
  const found = check({ loadBalancer: { localityLbSetting }, outlierDetection });
  return found.map(([code, path]) =>
    `${code} ${path?.replace("loadBalancer.localityLbSetting", "").replace(/^\./, "")}`.trim(),
  );
}

const shares = (...all: [string, Record<string, number>][]) => ({
  distribute: all.map(([from, to]) => ({ from, to })),
});

describe("settings of regions and zones", () => {
  for (const [what, setting] of Object.entries<LocalityLbSetting>({
    "the word for those of the mesh": "mesh",
    "one failover for each region": {
      failover: [
        { from: "a", to: "b" },
        { from: "b", to: "a" },
      ],
    },
    "failover with labels that name no place": {
      failover: [{ from: "a", to: "b" }],
      failoverPriority: ["version=v1", "topology.istio.io/network"],
    },
    "shares of a zone, then of its region, then of all": shares(
      ["a/1", { "a/1": 100 }],
      ["a/*", { "a/*": 60, "b/*": 40 }],
      ["*", { "*": 100 }],
    ),
    "shares of zones of one region": shares(["a", { "a/1": 50, "a/2/x": 30, "a/2/y": 20 }]),
  }))
    it(`may be ${what}`, () => {
      expect(localities(setting)).to.deep.equal([]);
    });

  for (const [what, setting, problems] of [
    [
      "shares beside a failover",
      { ...shares(["a", { a: 100 }]), failover: [{ from: "a", to: "b" }] },
      ["GR350"],
    ],
    [
      "shares beside labels",
      { ...shares(["a", { a: 100 }]), failoverPriority: ["version=v1"] },
      ["GR350"],
    ],
    [
      "a failover beside labels of places",
      {
        failover: [{ from: "a", to: "b" }],
        failoverPriority: ["topology.kubernetes.io/zone"],
      },
      ["GR350 failoverPriority"],
    ],
    [
      "a failover into the same region",
      {
        failover: [
          { from: "b", to: "a" },
          { from: "a", to: "a" },
        ],
      },
      ["GR350 failover[1]"],
    ],
    ["shares of 99", shares(["a", { a: 90, b: 9 }]), ["GR351 distribute[0].to"]],
    ["shares of 101", shares(["a", { a: 90, b: 11 }]), ["GR351 distribute[0].to"]],
    [
      "callers that an earlier entry covers",
      shares(["a/*", { a: 100 }], ["a/1", { a: 100 }]),
      ["GR350 distribute[1].from"],
    ],
    [
      "callers of a region after those of its zone",
      shares(["a/1", { a: 100 }], ["a", { a: 100 }]),
      ["GR350 distribute[1].from"],
    ],
    [
      "callers after those of all places",
      shares(["*", { a: 100 }], ["a", { a: 100 }]),
      ["GR350 distribute[1].from"],
    ],
    [
      "a region and its zone in one split",
      shares(["a", { "a/1": 50, "a/*": 50 }]),
      ["GR350 distribute[0].to.a/*"],
    ],
  ] as [string, LocalityLbSetting, string[]][])
    it(`are refused with ${what}`, () => {
      expect(
        localities(setting).map((one) =>
          one.replace(/\["?([^"]*)"?\]$/, (all, key: string) =>
            /^\d+$/.test(key) ? all : `.${key}`,
          ),
        ),
      ).to.deep.equal(problems);
    });

  it("are refused for a version, too, at its place and with a fix", () => {
    const failover = [{ from: "a", to: "a" }];
    const versions = {
      v1: { image: "a:1" },
      v2: { image: "a:2", loadBalancer: { localityLbSetting: { failover } } },
    };
    expect(check({ versions })).to.deep.equal([
      ["GR350", "versions.v2.loadBalancer.localityLbSetting.failover[0]", "from a to a"],
    ]);
  });
});

describe("settings for called pods", () => {
  it("are refused where they ask for HTTP/2 and for the caller's protocol", () => {
    const http = { h2UpgradePolicy: "UPGRADE", useClientProtocol: true } as const;
    expect(check({ connectionPool: { http } })).to.deep.equal([
      ["GR352", "connectionPool.http.useClientProtocol", "true beside h2UpgradePolicy: UPGRADE"],
    ]);
    const either = { h2UpgradePolicy: "DO_NOT_UPGRADE", useClientProtocol: true } as const;
    expect(check({ connectionPool: { http: either } })).to.deep.equal([]);
  });

  it("are refused with a number of failures to connect that are not counted apart", () => {
    const consecutiveLocalOriginFailures = 5;
    const [found] = check({ outlierDetection: { consecutiveLocalOriginFailures } });
    expect(found?.slice(0, 2)).to.deep.equal([
      "GR352",
      "outlierDetection.consecutiveLocalOriginFailures",
    ]);
    const splitExternalLocalOriginErrors = true;
    const both = { consecutiveLocalOriginFailures, splitExternalLocalOriginErrors };
    expect(check({ outlierDetection: both })).to.deep.equal([]);
  });

  it("are refused with an attribute of a cookie twice", () => {
    const attributes = [{ name: "Secure" }, { name: "SameSite" }, { name: "Secure", value: "" }];
    const httpCookie = { name: "who", ttl: "0s", attributes };
    const [found] = check({ loadBalancer: { consistentHash: { httpCookie } } });
    expect(found?.slice(0, 2)).to.deep.equal([
      "GR352",
      "loadBalancer.consistentHash.httpCookie.attributes[2].name",
    ]);
  });
});
