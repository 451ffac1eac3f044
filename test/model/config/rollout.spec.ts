import { expect } from "chai";
import { parse } from "yaml";
import { config, problemsOf, settingsOf, shop } from "../../support/config";

/** The steps of a rollout as the pages of Argo Rollouts write them. */
const argo = parse(`
steps:
  - setCanaryScale: {replicas: 3}
  - setCanaryScale: {weight: 25}
  - setMirrorRoute:
      name: copies
      percentage: 35
      match:
        - method: {exact: GET}
          path: {prefix: /}
          headers: {agent: {regex: "Mozilla.*"}}
  - pause: {duration: 10}
  - setMirrorRoute: {name: copies}
  - setHeaderRoute:
      name: testers
      match:
        - headerName: X-User
          headerValue: {exact: tester}
        - headerName: x-agent
          headerValue: {prefix: bot}
  - pause: {}
  - setHeaderRoute: {name: testers}
  - setCanaryScale: {matchTrafficWeight: true}
  - setWeight: 20
  - pause: {duration: 1h}
`) as Readonly<Record<string, unknown>>;

/** All other keys. */
const rollout = {
  steps: [{ setWeight: 0.5 }, { webhook: { name: "load", url: "https://gates.example.com" } }],
  waves: [["west"], { clusters: ["east"], soak: "30m" }],
  order: [["cart"], ["web"]],
  unreachable: "skip",
  maxFailures: 1,
  deadline: "8h",
  promoters: ["anna@example.com", "system:masters"],
};

const inRelease = (given: unknown) => config({ release: { ...shop, rollout: given } });

describe("the rollout of a stack", () => {
  it("has the steps as Argo Rollouts writes them, in the release and in the stack", () => {
    expect(settingsOf(config({ rollout: argo })).release.rollout).to.deep.equal(argo);
    expect(settingsOf(inRelease(argo)).release.rollout).to.deep.equal(argo);
  });

  it("takes the place of the one that the release has, as a whole", () => {
    const given = { ...inRelease(rollout), rollout: argo };
    expect(settingsOf(given).release.rollout).to.deep.equal(argo);
    expect(settingsOf(inRelease(rollout)).release.rollout).to.deep.equal(rollout);
  });

  it("is none with false, whatever the release has", () => {
    const without = { ...inRelease(argo), rollout: false };
    expect(settingsOf(without).release).to.not.have.property("rollout");
    expect(settingsOf(config()).release).to.not.have.property("rollout");
  });

  it("reads a percentage with decimals that the engine's command wrote", () => {
    const given = { steps: [{ setWeight: "0.5" }] };
    for (const one of [config({ rollout: given }), inRelease(given)])
      expect(settingsOf(one).release.rollout?.steps).to.deep.equal([{ setWeight: 0.5 }]);
  });

  const wrong: [string, unknown, [path: string, allowed: string, fix: string][]][] = [
    [
      "no step",
      { steps: [] },
      [["steps", "a list of steps, at least one", "correct the value in Pulumi.<stack>.yaml"]],
    ],
    [
      "two steps in one",
      { steps: [{ setWeight: 20, pause: {} }] },
      [
        [
          "steps[0]",
          "exactly one of setWeight, pause, setCanaryScale, setHeaderRoute, setMirrorRoute, webhook and analysis",
          "write an item of the list for each: `- setWeight: …` and `- pause: …`",
        ],
      ],
    ],
    [
      "steps out of bounds",
      {
        steps: [
          { setWeight: 101 },
          { setWeight: "20%" },
          { pause: { duration: 0 } },
          { pause: { duration: "0s" } },
          { pause: { duration: "1h30m" } },
          { pause: "10m" },
          { setCanaryScale: { replicas: -1 } },
          { setCanaryScale: { weight: 101 } },
        ],
      },
      [
        [
          "steps[0].setWeight",
          "a percentage from 0 to 100, with at most two decimals",
          "correct the value in Pulumi.<stack>.yaml",
        ],
        [
          "steps[1].setWeight",
          "a percentage from 0 to 100, with at most two decimals",
          "remove the percent sign in Pulumi.<stack>.yaml: `setWeight: 20`",
        ],
        [
          "steps[2].pause.duration",
          "an integer from 1 to 31536000 (seconds)",
          "write `pause: {}` for a wait until somebody promotes, or remove the step",
        ],
        [
          "steps[3].pause.duration",
          "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h",
          "write `pause: {}` for a wait until somebody promotes, or remove the step",
        ],
        [
          "steps[4].pause.duration",
          "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h",
          "write one number with one unit: `duration: 90m`",
        ],
        [
          "steps[5].pause",
          "a mapping with duration, or {}",
          'write a mapping in Pulumi.<stack>.yaml: `pause: { duration: "10m" }`',
        ],
        [
          "steps[6].setCanaryScale.replicas",
          "an integer from 0 to 10000",
          "correct the value in Pulumi.<stack>.yaml",
        ],
        [
          "steps[7].setCanaryScale.weight",
          "an integer from 0 to 100 (percent)",
          "correct the value in Pulumi.<stack>.yaml",
        ],
      ],
    ],
    [
      "nobody who may promote",
      { steps: [{ setWeight: 20 }], promoters: [] },
      [
        [
          "promoters",
          "a list of names of users and groups, at least one",
          "correct the value in Pulumi.<stack>.yaml",
        ],
      ],
    ],
  ];
  for (const [what, given, expected] of wrong)
    it(`can't have ${what}`, () => {
      const found = problemsOf(config({ rollout: given }));
      expect(found.map(({ code }) => code)).to.deep.equal(expected.map(() => "GR001"));
      expect(
        found.map(({ path, allowed, fix }) => [
          path.replace("gray-release:rollout.", ""),
          allowed,
          fix,
        ]),
      ).to.deep.equal(expected);
    });

  it("can't have what Argo Rollouts and Flagger have and a rollout has not, in words", () => {
    const given = {
      steps: [{ experiment: {} }, { plugin: {} }, { setWeigth: 5 }],
      trafficRouting: {},
      progressDeadlineSeconds: 600,
      stepWeight: 5,
    };
    const found = problemsOf(config({ rollout: given }));
    expect(
      found.map(({ code, path, fix }) => [code, path.replace("gray-release:rollout.", ""), fix]),
    ).to.deep.equal([
      [
        "GR003",
        "steps[0].experiment",
        "remove it: pods beside the versions of the release are another release",
      ],
      ["GR003", "steps[1].plugin", "write a `webhook`: a server of your own answers it"],
      ["GR003", "steps[2].setWeigth", 'did you mean "setWeight"?'],
      [
        "GR003",
        "progressDeadlineSeconds",
        "write `deadline`, with its unit, such as `deadline: 10m`",
      ],
      [
        "GR003",
        "stepWeight",
        "write the steps: `- setWeight: 5`, `- pause: {duration: 1m}` and so on",
      ],
      [
        "GR003",
        "trafficRouting",
        "remove it: the release makes the routes, and a step names the routes that it sets",
      ],
    ]);
  });

  it("names what it may be where nothing stands after the key", () => {
    const [problem, ...more] = problemsOf(config({ rollout: null }));
    expect(more).to.deep.equal([]);
    expect(problem).to.deep.include({
      code: "GR001",
      path: "gray-release:rollout",
      allowed: "a rollout with steps; or false",
    });
  });
});
