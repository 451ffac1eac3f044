import { expect } from "chai";
import { config, ownRelease, problemsOf, settingsOf } from "../../../support/config";
import { release, service } from "../../../support/releases";

/** Code, path below the service and fix of what is wrong with the form of a service `web`. */
const wrong = (web: Readonly<Record<string, unknown>>) =>
  problemsOf(ownRelease(web)).map(({ code, path, fix }) => [
    code,
    path.replace("gray-release:release.services.web.", ""),
    fix.replace("correct the value in Pulumi.<stack>.yaml", "edit"),
  ]);

const place = "loadBalancer.localityLbSetting";
const locality = (localityLbSetting: unknown) => ({ loadBalancer: { localityLbSetting } });
const cookie = (ttl?: string) => ({
  loadBalancer: { consistentHash: { httpCookie: { name: "who", path: "/", ...(ttl && { ttl }) } } },
});

describe("how callers treat pods", () => {
  const mistakes: [string, Record<string, unknown>, string[][]][] = [
    [
      "an algorithm beside a hash",
      { loadBalancer: { simple: "RANDOM", consistentHash: { useSourceIp: true } } },
      [["GR001", "loadBalancer", "edit"]],
    ],
    ["a load balancer without settings", { loadBalancer: {} }, [["GR001", "loadBalancer", "edit"]]],
    [
      "a warmup without its duration",
      { loadBalancer: { simple: "ROUND_ROBIN", warmup: { aggression: 2 } } },
      [["GR002", "loadBalancer.warmup.duration", 'add the key "duration"']],
    ],
    [
      "a warmup of no time, of more than all requests, and without speed",
      { loadBalancer: { warmup: { duration: "0s", minimumPercent: 101, aggression: 0 } } },
      [
        ["GR001", "loadBalancer.warmup.duration", "edit"],
        ["GR001", "loadBalancer.warmup.minimumPercent", "edit"],
        ["GR001", "loadBalancer.warmup.aggression", "edit"],
      ],
    ],
    [
      "a failover between zones",
      locality({ failover: [{ from: "eu/zone-1", to: "*" }] }),
      [
        ["GR001", `${place}.failover[0].from`, "edit"],
        ["GR001", `${place}.failover[0].to`, "edit"],
      ],
    ],
    [
      "shares of a place with a star in the middle",
      locality({ distribute: [{ from: "eu/*/x", to: { "eu/*": 100 } }] }),
      [["GR001", `${place}.distribute[0].from`, "edit"]],
    ],
    ["settings of regions that say nothing", locality({}), [["GR001", place, "edit"]]],
    ["an unknown word for regions", locality("off"), [["GR001", place, "edit"]]],
    [
      "pings without a time to answer",
      { connectionPool: { http: { http2KeepAlive: { interval: "30s" } } } },
      [["GR002", "connectionPool.http.http2KeepAlive.timeout", 'add the key "timeout"']],
    ],
    [
      "requests that may never be idle, as connections may",
      { connectionPool: { tcp: { idleTimeout: "0s" }, http: { idleTimeout: "0s" } } },
      [["GR001", "connectionPool.http.idleTimeout", "edit"]],
    ],
    [
      "a cookie for less than a millisecond",
      cookie("0.0001s"),
      [["GR001", "loadBalancer.consistentHash.httpCookie.ttl", "edit"]],
    ],
  ];
  for (const [what, web, problems] of mistakes)
    it(`is told at its own path: ${what}`, () => {
      expect(wrong(web)).to.deep.equal(problems);
    });

  for (const [key, web, fix] of [
    ["warmup", { warmup: { duration: "60s" } }, "`loadBalancer: { warmup: { duration: 60s } }`"],
    ["locality", { locality: {} }, "`loadBalancer: { localityLbSetting: { enabled: true } }`"],
    ["localityLbSetting", { localityLbSetting: {} }, "`loadBalancer: { localityLbSetting: {"],
    ["trafficPolicy", { trafficPolicy: {} }, "without trafficPolicy"],
    [
      "loadBalancer.warmupDurationSecs",
      { loadBalancer: { warmupDurationSecs: "60s" } },
      "`warmup: { duration: … }`",
    ],
    ["loadBalancer.locality", { loadBalancer: { locality: {} } }, "write localityLbSetting"],
  ] as const)
    it(`is told where ${key} of a DestinationRule stands`, () => {
      const [[code, path, told] = [], ...others] = wrong(web);
      expect([code, path, others]).to.deep.equal(["GR003", key, []]);
      expect(told).to.contain(fix);
    });

  for (const ttl of [undefined, "0s", "0h", "00ms", "1ms", "24h"])
    it(`may be a hash of a cookie with the ttl ${ttl ?? "that the application gives it"}`, () => {
      expect(wrong(cookie(ttl))).to.deep.equal([]);
    });

  it("may be the word mesh for regions and zones, and a session cookie for sticky users", () => {
    expect(wrong({ ...locality("mesh"), sticky: { ttl: "0s" } })).to.deep.equal([]);
  });

  it("is taken as it is written, with every setting", () => {
    const web = service({
      loadBalancer: {
        consistentHash: {
          httpCookie: { name: "a", path: "/", ttl: "0s", attributes: [{ name: "Secure" }] },
        },
        localityLbSetting: {
          enabled: true,
          failover: [{ from: "eu-west-1", to: "us-east-1" }],
          failoverPriority: ["version=v1", "topology.istio.io/network"],
        },
        warmup: { duration: "60s", minimumPercent: 2.5, aggression: 1.5 },
      },
      connectionPool: {
        tcp: {
          idleTimeout: "0s",
          maxConnectionDuration: "1h",
          tcpKeepalive: { time: "7200s", interval: "75s", probes: 9 },
        },
        http: {
          maxConcurrentStreams: 100,
          h2UpgradePolicy: "DO_NOT_UPGRADE",
          useClientProtocol: true,
          http2KeepAlive: { interval: "30s", timeout: "10s" },
        },
      },
      outlierDetection: { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3 },
    });
    const whole = release({ gateway: undefined, services: { web } });
    expect(settingsOf(config({ release: whole })).release).to.deep.equal(whole);
  });
});
