import { expect } from "chai";
import { parse } from "yaml";
import { config, problemsOf, settingsOf } from "../../support/config";

/** Templates and analyses as the pages of Argo Rollouts write them. */
const argo = parse(`
analysis:
  templates:
    - templateName: success-rate
  startingStep: 2
  args:
    - name: service-name
      value: guestbook-svc.default.svc.cluster.local
steps:
  - setWeight: 20
  - pause: {duration: 10m}
  - setWeight: 40
  - analysis:
      templates:
        - templateName: once
analysisTemplates:
  success-rate:
    args:
      - name: service-name
      - name: prometheus-port
        value: "9090"
    metrics:
      - name: success-rate
        interval: 5m
        # NOTE: prometheus queries return results in the form of a vector.
        successCondition: result[0] >= 0.95
        failureLimit: 3
        provider:
          prometheus:
            address: "http://prometheus.example.com:{{args.prometheus-port}}"
            timeout: 40
            query: |
              sum(irate(
                istio_requests_total{reporter="source",destination_service=~"{{args.service-name}}",response_code!~"5.*"}[5m]
              )) /
              sum(irate(
                istio_requests_total{reporter="source",destination_service=~"{{args.service-name}}"}[5m]
              ))
  once:
    dryRun: [{metricName: "up.*"}]
    metrics:
      - name: up
        count: "{{args.count}}"
        interval: 20s
        consecutiveErrorLimit: 4
        inconclusiveLimit: 0
        consecutiveSuccessLimit: 2
        initialDelay: 1m
        failureCondition: len(result) == 0
        provider: {prometheus: {query: up}}
    args: [{name: count, value: "4"}]
`) as Readonly<Record<string, unknown>>;

/** The problems of a rollout, with their paths in it. */
const found = (rollout: object) =>
  problemsOf(config({ rollout: { steps: [{ setWeight: 5 }], ...rollout } })).map((problem) => ({
    ...problem,
    path: problem.path.replace("gray-release:rollout.", ""),
  }));

/** Paths and fixes of the problems of a rollout. */
const fixes = (rollout: object) => found(rollout).map(({ path, fix }) => [path, fix]);

describe("the analyses of a stack", () => {
  it("are those of Argo Rollouts, as it writes them", () => {
    const prometheus = { url: "https://metrics.example.com" };
    const { release } = settingsOf(config({ rollout: argo, prometheus }));
    expect(release.rollout).to.deep.equal(argo);
  });

  it("take a whole AnalysisTemplate by its spec alone, and say so once for each key", () => {
    const manifest = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AnalysisTemplate",
      metadata: { name: "up" },
      spec: { metrics: [{ name: "up", provider: { prometheus: { query: "up" } } }] },
    };
    expect(fixes({ analysisTemplates: { up: manifest } })).to.deep.equal([
      [
        "analysisTemplates.up.apiVersion",
        "remove it: a template is a part of the rollout, and no object in the cluster",
      ],
      [
        "analysisTemplates.up.kind",
        "remove it: a template is a part of the rollout, and no object in the cluster",
      ],
      ["analysisTemplates.up.metadata", "remove it: the key before it is the name of the template"],
      ["analysisTemplates.up.spec", "write what is in it directly below the name of the template"],
    ]);
    expect(fixes({ analysisTemplates: [manifest] })).to.deep.equal([
      [
        "analysisTemplates",
        "write a mapping of names to what `spec` of each has: `{ up: { metrics: … } }`",
      ],
    ]);
  });

  it("name what takes the place of Argo's other providers and keys", () => {
    const metric = (more: object) => ({
      analysisTemplates: { one: { metrics: [{ name: "one", ...more }] } },
    });
    const provider = (of: object) => fixes(metric({ provider: of }));
    const place = "analysisTemplates.one.metrics[0].provider";
    const server =
      "ask a server that understands PromQL by `prometheus`, or let a `webhook` step ask this one";
    for (const key of ["datadog", "newRelic", "wavefront", "cloudWatch", "graphite", "influxdb"])
      expect(provider({ [key]: {} })).to.deep.equal([[`${place}.${key}`, server]]);
    expect(provider({ web: { url: "https://a" } })).to.deep.equal([
      [`${place}.web`, "write a `webhook` step: it asks a server, and goes on when that says so"],
    ]);
    expect(provider({ job: {} })[0]?.[1]).to.match(/^write a `webhook` step: /);
    const declared =
      "remove it: declare the server, with its token, headers and ca, under `gray-release:prometheus`, and leave `address` out";
    expect(
      provider({
        prometheus: { query: "up", headers: [], authentication: {}, insecure: true },
      }).map(([path, fix]) => [path?.split(".").at(-1), fix === declared]),
    ).to.deep.equal([
      ["authentication", true],
      ["headers", true],
      ["insecure", false],
    ]);
    expect(
      fixes({
        analysis: {
          templates: [{ templateName: "one", clusterScope: true }],
          args: [{ name: "a", valueFrom: { podTemplateHashValue: "Latest" } }],
          analysisRunMetadata: {},
          measurementRetention: [],
        },
      }).map(([path]) => path),
    ).to.deep.equal([
      "analysis.templates[0].clusterScope",
      "analysis.args[0].valueFrom",
      "analysis.analysisRunMetadata",
      "analysis.measurementRetention",
    ]);
  });

  it("name what takes the place of Flagger's keys", () => {
    const analysis = {
      interval: "1m",
      threshold: 5,
      iterations: 10,
      metrics: [{ name: "success", templateRef: { name: "a" }, thresholdRange: { min: 99 } }],
      webhooks: [],
    };
    expect(fixes({ analysis }).map(([path, fix]) => [path, fix?.split(":")[0]])).to.deep.equal([
      ["analysis.metrics[0].templateRef", "write two counters in place of it"],
      ["analysis.metrics[0].thresholdRange", "write `objective`"],
      ["analysis.iterations", "remove it"],
      ["analysis.threshold", "remove it"],
      ["analysis.webhooks", "write each as a step"],
    ]);
  });

  it("have times with one unit, and say which one", () => {
    expect(fixes({ analysis: { interval: "1m30s", warmUp: 60 } })).to.deep.equal([
      ["analysis.interval", "write one number with one unit: `interval: 90s`"],
      ["analysis.warmUp", "add a unit in Pulumi.<stack>.yaml: `warmUp: 60s`"],
    ]);
  });

  it("refuse values out of bounds, each with what is allowed", () => {
    const steps = [
      { analysis: { errors: true } },
      { analysis: { latency: { slow: "fast" } } },
      { analysis: { onInconclusive: "wait" } },
      { analysis: { falseAlarms: 0 } },
      { analysis: { metrics: [{ name: "own", bad: "sum(rate(a[5m]))", total: "a" }] } },
    ];
    expect(found({ steps }).map(({ path, allowed }) => [path, allowed])).to.deep.equal([
      ["steps[0].analysis.errors", "a mapping with objective and margin, {} or false"],
      [
        "steps[1].analysis.latency.slow",
        "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h",
      ],
      ["steps[2].analysis.onInconclusive", "hold, abort or promote"],
      ["steps[3].analysis.falseAlarms", "a percentage from 0.01 to 50, with at most two decimals"],
      [
        "steps[4].analysis.metrics[0].bad",
        'a selector such as payments_total{outcome="failed"}, without functions and ranges',
      ],
    ]);
  });

  it("with a mistake in a template are told of it alone", () => {
    const steps = [
      { setWeight: 5 },
      { analysis: { templates: [{ templateName: "up" }], args: [{ name: "a", value: "b" }] } },
    ];
    const paths = (analysisTemplates: unknown) =>
      found({ steps, analysisTemplates }).map(({ path }) => path);
    expect(paths({ up: { metrics: [{ name: "up" }] } })).to.deep.equal([
      "analysisTemplates.up.metrics[0].provider",
    ]);
    expect(paths({ up: "x" })).to.deep.equal(["analysisTemplates.up"]);
    expect(paths({ up: { args: {} } })).to.deep.equal([
      "analysisTemplates.up.args",
      "analysisTemplates.up.metrics",
    ]);
    expect(paths(["up"])).to.deep.equal(["analysisTemplates"]);
  });
});
