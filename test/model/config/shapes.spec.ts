import { expect } from "chai";
import { config, ownRelease, problemsOf, settingsOf, wrongShapes } from "../../support/config";
import { release, service } from "../../support/releases";

const image = "a:1";

describe("a part that has one of several forms", () => {
  const route = (match: unknown, more = {}) => ({
    routes: [{ name: "a", match, to: "v1", ...more }],
  });
  const noGateway = ["GR140", "expose", "add `gateway: {}` to the release, or remove expose"];
  const mistakes: [string, Record<string, unknown>, string[][]][] = [
    [
      "an unwanted header with two conditions",
      route({ withoutHeaders: { user: { exact: "a", prefix: "b" }, group: {} } }),
      [["GR001", "routes[0].match.withoutHeaders.user", "edit"]],
    ],
    [
      "weights for one origin only",
      { weights: { gateway: { v1: 100 } } },
      [["GR002", "weights.mesh", 'add the key "mesh"']],
    ],
    [
      "a number beside weights by origin",
      { weights: { gateway: { v1: 100 }, mesh: { v1: 100 }, v1: 5 } },
      [["GR003", "weights.v1", "remove it"]],
    ],
    [
      "a mistyped origin",
      { weights: { gatway: { v1: 100 }, mesh: { v1: 100 } } },
      [["GR003", "weights.gatway", 'rename "gatway" to "gateway"']],
    ],
    [
      "a mapping for a version's weight",
      { weights: { v1: { v1: 100 } } },
      [["GR001", "weights.v1", "edit"]],
    ],
    [
      "a percentage of an origin",
      { weights: { gateway: { v1: 101 }, mesh: { v1: 100 } } },
      [["GR001", "weights.gateway.v1", "edit"]],
    ],
    ["weights that are a list", { weights: [100] }, [["GR001", "weights", "edit"]]],
    [
      "a mistyped comparison",
      route({ uri: { exakt: "/a" } }),
      [["GR003", "routes[0].match.uri.exakt", 'did you mean "exact"?']],
    ],
    [
      "two comparisons at once",
      route({ uri: { exact: "/a", prefix: "/b" } }),
      [["GR001", "routes[0].match.uri", "edit"]],
    ],
    [
      "a comparison without one",
      route({ headers: { lane: "a" } }),
      [
        [
          "GR001",
          "routes[0].match.headers.lane",
          'write a mapping in Pulumi.<stack>.yaml: `lane: { exact: "a" }`',
        ],
      ],
    ],
    [
      "a path without its slash",
      route({ uri: { prefix: "a" } }),
      [["GR001", "routes[0].match.uri.prefix", "edit"]],
    ],
    [
      "a header that Istio ignores",
      route({ headers: { Method: { exact: "GET" } } }),
      [["GR004", "routes[0].match.headers.Method", "rename it"]],
    ],
    [
      "weights by origin in a route",
      route({ uri: { exact: "/" } }, { to: { gateway: { v1: 100 }, mesh: { v1: 100 } } }),
      [
        ["GR001", "routes[0].to.gateway", "edit"],
        ["GR001", "routes[0].to.mesh", "edit"],
      ],
    ],
    [
      "a mistyped part of an exposure",
      { expose: { host: ["a.example.com"] } },
      [["GR003", "expose.host", 'did you mean "hosts"?'], noGateway],
    ],
    [
      "an exposed path by expression",
      { expose: { paths: [{ regex: "/a" }] } },
      [["GR003", "expose.paths[0].regex", "remove it"], noGateway],
    ],
    ["an exposure that is a text", { expose: "yes" }, [["GR001", "expose", "edit"]]],
    ["an unknown balancer", { loadBalancer: "FAST" }, [["GR001", "loadBalancer", "edit"]]],
    [
      "a mistyped hash",
      { loadBalancer: { consistentHash: { httpHeadrName: "a" } } },
      [["GR003", "loadBalancer.consistentHash.httpHeadrName", 'did you mean "httpHeaderName"?']],
    ],
    [
      "two hashes",
      { loadBalancer: { consistentHash: { httpHeaderName: "a", useSourceIp: true } } },
      [["GR001", "loadBalancer.consistentHash", "edit"]],
    ],
    [
      "an empty fault",
      route({ uri: { exact: "/" } }, { fault: {} }),
      [["GR001", "routes[0].fault", "edit"]],
    ],
    [
      "a fault's status",
      route({ uri: { exact: "/" } }, { fault: { abort: { status: 600 } } }),
      [["GR001", "routes[0].fault.abort.status", "edit"]],
    ],
    [
      "conditions on no retries",
      { retries: { attempts: 0, retryOn: "5xx" } },
      [["GR001", "retries", "edit"]],
    ],
    [
      "an unknown condition on retries",
      { retries: { attempts: 1, retryOn: "5xx, reset" } },
      [["GR001", "retries.retryOn", "edit"]],
    ],
    ["an empty rewrite", { rewrite: {} }, [["GR001", "rewrite", "edit"]]],
    ["a list for a mapping", { sticky: [] }, [["GR001", "sticky", "edit"]]],
    [
      "a mirror of nothing",
      { mirror: { version: "v2", percent: 0 } },
      [["GR001", "mirror.percent", "edit"]],
    ],
    ["an unknown protocol", { protocol: "udp" }, [["GR001", "protocol", "edit"]]],
    [
      "a text without its quotes",
      { versions: { v1: { image, env: { A: 1 } } } },
      [["GR001", "versions.v1.env.A", 'put the value in quotes in Pulumi.<stack>.yaml: `A: "…"`']],
    ],
  ];
  for (const [what, web, expected] of mistakes)
    it(`is told of at its own place: ${what}`, () => {
      expect(wrongShapes(web)).to.have.deep.members(expected);
    });

  it("is nothing where nothing follows its key", () => {
    const versions = { v1: { image: null }, v2: { image } };
    const [problem, ...others] = problemsOf(ownRelease({ versions }));
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({
      code: "GR001",
      path: "gray-release:release.services.web.versions.v1.image",
      given: "nothing after `image:`",
      fix: "write a value in Pulumi.<stack>.yaml",
    });
  });

  it("is one mistake where a key that it needs is mistyped", () => {
    const { weights: _, ...web } = service();
    const release = {
      name: "shop",
      namespace: "shop",
      services: { web: { ...web, wieghts: { v1: 100 } } },
    };
    expect(
      problemsOf(config({ release })).map(({ code, path, fix }) => [code, path, fix]),
    ).to.deep.equal([
      ["GR003", "gray-release:release.services.web.wieghts", 'rename "wieghts" to "weights"'],
    ]);
  });

  it("is taken in each of its forms", () => {
    const web = service({
      protocol: "http2",
      portName: "http2-web",
      expose: { hosts: ["shop.example.com"], paths: [{ prefix: "/" }, { exact: "/a" }] },
      weights: { gateway: { v1: 100 }, mesh: { v2: 100 } },
      loadBalancer: { consistentHash: { httpCookie: { name: "a", ttl: "1h" } } },
      timeout: "1.5s",
      retries: { attempts: 2, perTryTimeout: "250ms", retryOn: "5xx,reset,503" },
      rewrite: { uri: "/" },
      cors: { allowOrigins: [{ regex: ".*" }], allowMethods: ["GET"], maxAge: "1h" },
      headers: { response: { set: { a: "b" }, remove: ["c"] } },
      mirror: { version: "v2", percent: 0.5 },
      sticky: { cookie: "who", ttl: "24h" },
      outlierDetection: { consecutive5xxErrors: 5, interval: "5s", maxEjectionPercent: 50 },
      connectionPool: { tcp: { connectTimeout: "1s" }, http: { maxRetries: 1 } },
      routes: [
        {
          name: "a",
          match: { query: { a: { exact: "b" } }, cookies: {}, from: "gateway" },
          to: "v2",
          fault: { delay: { time: "1s", percent: 10 }, abort: { status: 503 } },
        },
      ],
    });
    const whole = release({
      gateway: {
        namespace: "infra",
        tls: { credentialName: "cert", mode: "MUTUAL", redirect: true },
        delegate: true,
      },
      services: { web },
      lanes: {
        header: "x-lane",
        mode: "permissive",
        baseline: "v1",
        lanes: [{ name: "v2", weight: 5, match: { method: { exact: "GET" } } }],
      },
    });
    expect(settingsOf(config({ release: whole })).release).to.deep.equal(whole);
  });
});
