// Random plans of rollouts, and random histories of what happens to them.
import fc from "fast-check";
import type { RolloutSpec, RolloutStep } from "../../../../model/rollout/spec";

const names = ["west", "east", "north"];

const steps: fc.Arbitrary<RolloutStep[]> = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 100 }).map((setWeight) => ({ setWeight })),
    fc.constant({ pause: {} }),
    fc.integer({ min: 1, max: 600 }).map((duration) => ({ pause: { duration } })),
    fc.constant({ webhook: { name: "load", url: "https://gate.example" } }),
    fc.constant({
      setHeaderRoute: {
        name: "gray",
        match: [{ headerName: "lane", headerValue: { exact: "gray" } }],
      },
    }),
    fc.constant({ setCanaryScale: { replicas: 2 } }),
    fc
      .constantFrom("hold" as const, "abort" as const, "promote" as const)
      .map((onInconclusive) => ({
        analysis: { latency: false as const, deadline: "10m" as const, onInconclusive },
      })),
  ),
  { minLength: 1, maxLength: 4 },
);

/** A plan over one to three clusters. */
export const plans = fc
  .record({
    steps,
    count: fc.integer({ min: 1, max: 3 }),
    waves: fc.boolean(),
    skip: fc.boolean(),
    deadline: fc.option(fc.constantFrom("10m", "3h"), { nil: undefined }),
    watched: fc.nat(3),
    bad: fc.nat(2),
  })
  .map(({ count, waves, skip, deadline, watched, bad, ...spec }) => {
    const primaries = names.slice(0, count);
    return {
      primaries,
      // Whether the version that gains requests fails all of them.
      bad: bad === 0,
      spec: {
        ...spec,
        ...(waves && { waves: primaries.map((name) => ({ clusters: [name], soak: "1m" })) }),
        ...(skip && { unreachable: "skip" as const }),
        ...(deadline !== undefined && { deadline }),
        ...(watched === 0 && { analysis: { latency: false, startingStep: 1 } }),
      } satisfies RolloutSpec,
    };
  });

/** One event of a history. */
export const events = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant("drive" as const),
        fate: fc.nat(40),
        late: fc.nat(6),
        gap: fc.nat(12),
        fails: fc.nat(12),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("time" as const),
        seconds: fc.integer({ min: -300, max: 900 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("reach" as const), cluster: fc.nat(2) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("arrive" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("promote" as const), full: fc.nat(4) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("hold" as const, "resume" as const) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("abort" as const, "stable" as const),
        at: fc.nat(3),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose" as const), cluster: fc.nat(2) }) },
  ),
  { maxLength: 30 },
);
