import { expect } from "chai";
import fc from "fast-check";
import { checkSchema } from "../../../model/checks/schema";
import { parseConfig } from "../../../model/config/parse";
import type { StackConfig } from "../../../model/config/settings";
import type { Path } from "../../../model/problem";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { samples, type Sample } from "../../oracle/arbitraries/arbitraries";
import { reachable, shop } from "../../support/config";

const context = { presets: { shop }, connections: reachable };
const keys = [
  "release",
  "clusters",
  "weights",
  "versions",
  "lanes",
  "namespace",
  "hosts",
  "settle",
  "rollout",
  "x",
];

/** Parses whatever is given, and expects settings, or problems that each say where they are. */
function parse(config: StackConfig) {
  const parsed = parseConfig(config, context);
  if ("settings" in parsed) return parsed;
  expect(parsed.problems).to.not.deep.equal([]);
  for (const problem of parsed.problems)
    for (const part of ["code", "path", "given", "allowed", "fix"] as const)
      expect(problem[part], JSON.stringify(problem)).to.be.a("string").that.is.not.equal("");
  return parsed;
}

/** A rollout with every key, and with steps of every kind. */
function rolloutOf({ release, clusters }: Sample): RolloutSpec {
  const primaries = clusters.filter(({ role = "primary" }) => role === "primary");
  const match = [{ headerName: "x-user", headerValue: { exact: "a" } }];
  return {
    steps: [
      { setCanaryScale: { replicas: 1 } },
      { setHeaderRoute: { name: "testers", match } },
      { setMirrorRoute: { name: "copies", percentage: 5, match: [{ method: { exact: "GET" } }] } },
      { setWeight: 5 },
      { pause: { duration: "10m" } },
      { setMirrorRoute: { name: "copies" } },
      { webhook: { name: "load", url: "https://gates.example.com", timeout: "5s" } },
      { analysis: { errors: { margin: 0.5 }, templates: [{ templateName: "rate" }] } },
      { pause: {} },
    ],
    analysis: { metrics: [{ name: "own", bad: "bad{a='{}'}", total: "all" }], warmUp: "0s" },
    analysisTemplates: {
      rate: {
        args: [{ name: "n", value: "3" }],
        metrics: [
          {
            name: "rate",
            count: "{{args.n}}",
            interval: "10s",
            successCondition: "result[0] > 0.9",
            provider: { prometheus: { query: "rate" } },
          },
        ],
      },
    },
    waves: primaries.map(({ name }, i) =>
      i % 2 === 0 ? [name] : { clusters: [name], soak: "1h" },
    ),
    order: Object.keys(release.services).map((name) => [name]),
    unreachable: "skip",
    maxFailures: 1,
    deadline: "90h",
    promoters: ["anna"],
  };
}

/** A stack whose release is an object, and which says everything about it again that a stack can say. */
function wordy(sample: Sample): StackConfig {
  const services = Object.entries(sample.release.services);
  return {
    ...stack(sample),
    weights: Object.fromEntries(services.map(([name, { weights }]) => [name, weights])),
    versions: Object.fromEntries(services.map(([name, { versions }]) => [name, versions])),
    lanes: Object.fromEntries(
      (sample.release.lanes?.lanes ?? []).map(({ name, weight = 0 }) => [name, weight]),
    ),
    namespace: sample.release.namespace,
    ...(sample.release.gateway?.hosts && { hosts: sample.release.gateway.hosts }),
  };
}

/** The same with a rollout in both, which need not fit the release. */
function rolled(sample: Sample): StackConfig {
  const rollout = rolloutOf(sample);
  return { ...wordy({ ...sample, release: { ...sample.release, rollout } }), rollout };
}

/** A stack whose release is an object. */
function stack({ release, clusters }: Sample): StackConfig {
  return {
    release,
    clusters: clusters.map((cluster) => ({ ...cluster, context: "kind-west" })),
  };
}

/** Every place inside a value. */
function places(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [[]];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inside = steps.flatMap((step) =>
    places((value as Record<string | number, unknown>)[step]).map((path) => [step, ...path]),
  );
  return [[], ...inside];
}

function replace(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((v: unknown, i) => (i === step ? replace(v, rest, by) : v));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replace(object[step], rest, by) };
}

/** What might stand anywhere by mistake, also what is right somewhere else. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom("v1", "tcp", "constructor", "permissive", 0, 100),
  fc.constantFrom({}, [], { exact: "a" }, { regex: "(" }, { gateway: { v1: 100 } }, { v1: 50 }),
  fc.constant(JSON.parse('{"__proto__": {"v1": 1}, "constructor": 5}') as unknown),
);

describe("the config", () => {
  it("is parsed without an error whatever JSON it holds", () => {
    const strange = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(strange, (config) => void parse(config)),
      { numRuns: 75 },
    );
  });

  it("is parsed without an error when a valid one is broken at any place", () => {
    const broken = samples.map(rolled).chain((config) =>
      fc
        .array(fc.tuple(fc.constantFrom(...places(config)), junk), {
          minLength: 1,
          maxLength: 3,
        })
        .map((changes) =>
          changes.reduce<unknown>((value, [path, by]) => {
            const known = places(value).some((p) => JSON.stringify(p) === JSON.stringify(path));
            return known && path.length > 0 ? replace(value, path, by) : value;
          }, config),
        ),
    );
    fc.assert(
      fc.property(broken, (config) => void parse(config as StackConfig)),
      { numRuns: 75 },
    );
  });

  it("is the release itself where it has no mistake", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const parsed = parse(stack(sample));
        expect(parsed).to.have.nested.property("settings.release").that.deep.equals(sample.release);
      }),
      { numRuns: 50 },
    );
  });

  it("is the same release where a stack says what its release says already", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const parsed = parse(wordy(sample));
        expect(parsed).to.have.nested.property("settings.release.services");
      }),
      { numRuns: 25 },
    );
  });
});

describe("a release in code", () => {
  it("is looked at without an error, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        expect(checkSchema(value)).to.not.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it("has no mistake in its shape where it is one of the samples", () => {
    fc.assert(
      fc.property(samples, ({ release }) => {
        expect(checkSchema(release)).to.deep.equal([]);
      }),
      { numRuns: 25 },
    );
  });
});
