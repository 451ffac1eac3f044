import { expect } from "chai";
import { config, ownRelease, problemsOf, reachable } from "../../support/config";
import { service } from "../../support/releases";

const prefix = "gray-release";

describe("a mistake in the config", () => {
  it("is told for a weight sum of 99, with its parts and a weight that corrects it", () => {
    expect(problemsOf(config({ weights: { web: { v1: 80, v2: 19 } } }))).to.deep.equal([
      {
        code: "GR106",
        path: "gray-release:weights.web",
        given: "a sum of 99 (v1 80 + v2 19)",
        allowed: "a sum of 100",
        fix: "for example: pulumi config set --path 'gray-release:weights.web.v1' 81",
      },
    ]);
  });

  it("is told for a sum that no single weight can correct", () => {
    const [problem] = problemsOf(config({ weights: { web: { v1: 100, v2: 100, v3: 0 } } }));
    expect(problem).to.deep.equal({
      code: "GR106",
      path: "gray-release:weights.web",
      given: "a sum of 200 (v1 100 + v2 100 + v3 0)",
      allowed: "a sum of 100",
      fix: "lower the weights until their sum is 100",
    });
  });

  it("is told for an unknown version, with the one that was meant", () => {
    expect(problemsOf(config({ weights: { web: { v1: 80, v22: 20 } } }))).to.deep.equal([
      {
        code: "GR107",
        path: "gray-release:weights.web.v22",
        given: 'an unknown version "v22"',
        allowed: "v1, v2",
        fix: `did you mean "v2"? Or, if "v22" was removed, remove its weight, too: pulumi config rm --path 'gray-release:weights.web.v22'`,
      },
    ]);
  });

  it("is told for the weight of a version that was removed, with the way to remove it, too", () => {
    const [problem] = problemsOf(config({ weights: { web: { v1: 80, v2: 20, v3: 0 } } }));
    expect(problem).to.include({
      code: "GR107",
      fix: `declare the version "v3" with its image, or remove it here; if "v3" was removed, remove its weight, too: pulumi config rm --path 'gray-release:weights.web.v3'`,
    });
  });

  it("is told for an unknown version that resembles none", () => {
    const [problem] = problemsOf(config({ weights: { web: { v1: 80, canary: 20 } } }));
    expect(problem).to.deep.equal({
      code: "GR107",
      path: "gray-release:weights.web.canary",
      given: 'an unknown version "canary"',
      allowed: "v1, v2",
      fix: `declare the version "canary" with its image, or remove it here; if "canary" was removed, remove its weight, too: pulumi config rm --path 'gray-release:weights.web.canary'`,
    });
  });

  it("is told for a version with weight that runs in no cluster", () => {
    const offline = { versions: { web: { v2: { clusters: [] } } } };
    expect(problemsOf(config({ ...offline, weights: { web: { v1: 80, v2: 20 } } }))).to.deep.equal([
      {
        code: "GR108",
        path: "gray-release:weights.web.v2",
        given: "traffic for v2, which runs in no cluster",
        allowed: "a version that runs in some cluster",
        fix: "set the weight to 0, or place v2 in one of: west, east",
      },
    ]);
    expect(problemsOf(config({ ...offline, weights: { web: { v1: 100, v2: 0 } } }))).to.deep.equal(
      [],
    );
  });

  it("is told for a duplicate cluster", () => {
    const clusters = [
      { name: "west", kubeconfig: "a" },
      { name: "east", kubeconfig: "b" },
      { name: "west", kubeconfig: "c" },
    ];
    expect(problemsOf(config({ clusters }))).to.deep.equal([
      {
        code: "GR008",
        path: "gray-release:clusters[2].name",
        given: '"west", the name of gray-release:clusters[0] too',
        allowed: "a name of its own for each cluster",
        fix: "rename or remove one of the two",
      },
    ]);
  });

  it("is told for a mesh's namespace that no namespace can be called", () => {
    const meshed = (meshNamespace: string) =>
      problemsOf(
        config({
          clusters: [
            { name: "west", kubeconfig: "a", meshNamespace },
            { name: "east", kubeconfig: "b" },
          ],
        }),
      );
    const [problem, ...others] = meshed("istio/mesh");
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({
      path: "gray-release:clusters[0].meshNamespace",
      given: '"istio/mesh"',
      allowed: "a DNS label: lower-case letters, digits and '-', at most 63 characters",
    });
    expect(meshed("istio-mesh")).to.deep.equal([]);
  });

  it("is told for a kubeconfig file that can't be read", () => {
    const contexts = () => ({ problem: "there is no file east.kubeconfig" });
    const connections = {
      ...reachable,
      contexts: ({ name }: { name: string }) => (name === "east" ? contexts() : ["lab"]),
    };
    expect(problemsOf(config(), connections)).to.deep.equal([
      {
        code: "GR016",
        path: "gray-release:clusters[1].kubeconfig",
        given: '"east.kubeconfig": there is no file east.kubeconfig',
        allowed: "a kubeconfig file that can be read",
        fix: "correct the path, or create the file (for the lab: npm run lab -- up)",
      },
    ]);
  });

  for (const name of ["Web_1", "1web", "web.shop", "a".repeat(64)])
    it(`is told for the Service name ${name.slice(0, 8)}, which is no DNS label`, () => {
      const release = { name: "shop", namespace: "shop", services: { [name]: service() } };
      const path = name.includes(".")
        ? `${prefix}:release.services["${name}"]`
        : `${prefix}:release.services.${name}`;
      const [problem, ...others] = problemsOf(config({ release }));
      expect(others).to.deep.equal([]);
      expect(problem).to.include({
        path,
        allowed: "a Service name: a DNS label that begins with a letter, at most 63 characters",
        fix: "rename it",
      });
      expect(problem?.given).to.match(/^the name "/);
    });

  for (const name of ["v 2", "-v2", "v2_", "v".repeat(64)])
    it(`is told for the version name ${JSON.stringify(name.slice(0, 8))}, which is no label value`, () => {
      const versions = { v1: { image: "a:1" }, [name]: { image: "a:2" } };
      const problems = problemsOf(ownRelease({ versions }));
      expect(problems).to.have.lengthOf(1);
      expect(problems[0]).to.include({
        path: `${prefix}:release.services.web.versions.${name}`,
        allowed:
          "a version name that is a label value: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
        fix: "rename it",
      });
      expect(problems[0]?.given).to.match(/^the name "/);
    });

  it("is told for an unknown key, with the one that was meant", () => {
    expect(problemsOf(config({ weight: {} }))).to.deep.equal([
      {
        code: "GR003",
        path: "gray-release:weight",
        given: 'an unknown key "weight"',
        allowed:
          "release, clusters, weights, versions, stable, lanes, namespace, createNamespace, access, manifests, hosts, settle, protect, accept, ready, rollout, prometheus, notifications, limits, webhook-secret, prometheus-token, prometheus-token-west, prometheus-token-east, kubeconfig-west, kubeconfig-east",
        fix: 'did you mean "weights"?',
      },
    ]);
  });

  it("is told for an unknown key inside a version", () => {
    const versions = { web: { v2: { replica: 3 } } };
    expect(problemsOf(config({ versions }))).to.deep.equal([
      {
        code: "GR003",
        path: "gray-release:versions.web.v2.replica",
        given: 'an unknown key "replica"',
        allowed:
          "image, container, replicas, autoscale, disruptionBudget, clusters, labels, annotations, strategy, env, resources, imagePullPolicy, imagePullSecrets, serviceAccountName, readinessProbe, livenessProbe, startupProbe, drainSeconds, pod, loadBalancer, connectionPool, outlierDetection",
        fix: 'did you mean "replicas"?',
      },
    ]);
  });

  it("is told for a route that can never match because an earlier one takes its requests", () => {
    const routes = [
      { name: "all", match: { uri: { prefix: "/" } }, to: "v1" },
      { name: "hello", match: { uri: { exact: "/hello" } }, to: "v2" },
    ];
    expect(problemsOf(ownRelease({ routes }))).to.deep.equal([
      {
        code: "GR121",
        path: "gray-release:release.services.web.routes[1].match",
        given:
          '{"uri":{"exact":"/hello"}}, which can never match: the route "all" before it takes every such request',
        allowed: "conditions that no earlier route covers",
        fix: 'move "hello" before "all", or remove the route',
      },
    ]);
  });

  for (const port of [0, 65536, -1, 80.5, "80", "080"])
    it(`is told for the port ${JSON.stringify(port)}`, () => {
      const path = "gray-release:release.services.web.port";
      expect(problemsOf(ownRelease({ port }))).to.deep.equal([
        {
          code: "GR001",
          path,
          given: JSON.stringify(port),
          allowed: "an integer from 1 to 65535",
          fix:
            port === "80"
              ? "remove the quotes in Pulumi.<stack>.yaml: `port: 80`"
              : "correct the value in Pulumi.<stack>.yaml",
        },
      ]);
    });

  it("is told for a value that nests without end, where any value may stand", () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
    const versions = { web: { v1: { pod: { spec: { a: nested(5000) } } } } };
    const [problem, ...others] = problemsOf(config({ versions }));
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ code: "GR001", given: "a value that nests without end" });
    expect(problem?.path).to.match(/^gray-release:versions\.web\.v1\.pod\.spec\.a(\.a)*$/);
    const fine = { web: { v1: { pod: { spec: { a: nested(50) } } } } };
    expect(problemsOf(config({ versions: fine }))).to.deep.equal([]);
  });
});
