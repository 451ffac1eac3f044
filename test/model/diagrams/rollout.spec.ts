// The text of a rollout's sequence, for `gray plan`.
import { expect } from "chai";
import { drawRollout } from "../../../model/diagrams/rollout";
import { planRelease } from "../../../model/plan/plan";
import { goalOf, podsOf } from "../../../model/rollout/goal";
import { offlineStart } from "../../../model/rollout/offline-start";
import { outlineOf } from "../../../model/rollout/outline";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { timeText } from "../../../model/rollout/words";
import type { Cluster } from "../../../model/release/cluster";
import { release, service, west, east } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2", replicas: 4 } };
const north: Cluster = { name: "north" };

/** The text of a rollout of one service `web` from v1 to v2. */
function draw(spec: RolloutSpec, clusters: readonly Cluster[] = [west, east]): string {
  const web = service({ versions, weights: { v2: 100 } });
  const shop = release({ name: "shop", services: { web } });
  const goal = goalOf(shop, clusters);
  const { start, guessed } = offlineStart(shop, goal);
  const plans = planRelease(shop, clusters).clusters;
  const pods = Object.fromEntries(
    plans.map(({ cluster, workloads }) => [cluster.name, podsOf(workloads)]),
  );
  const primaries = clusters.map(({ name }) => name);
  const outline = outlineOf({ spec, primaries, start, goal, pods, requeued: [] });
  return drawRollout({ release: "shop", outline, start, goal, guessed });
}

describe("the text of a rollout", () => {
  it("shows each step with what it moves, and the sum of times", () => {
    const steps = [
      { setWeight: 5 },
      { pause: { duration: "10m" } },
      { setWeight: 50 },
      { pause: { duration: 600 } },
    ];
    expect(draw({ steps })).to.equal(`\
Rollout of shop: 5 steps, 1 wave, 20m of pauses and soaks
  web: v1 100 % -> v2 100 %
The config names no stable version, so the start is a guess: web v1. Other weights: --from v1=90,v2=10

wave 1: west and east
  1  set weight 5 %   web v1 95 %, v2 5 %
  2  pause for 10m
  3  set weight 50 %  web v1 50 %, v2 50 %
  4  pause for 10m
  5  set the goal     web v2 100 %
`);
  });

  it("shows waves one after the other, managed routes, pods, and pauses that wait for a person", () => {
    const steps = [
      { setCanaryScale: { replicas: 1 } },
      {
        setHeaderRoute: {
          name: "qa",
          match: [{ headerName: "x-qa", headerValue: { exact: "1" } }],
        },
      },
      { pause: {} },
    ];
    const waves = [["west"], { clusters: ["east", "north"], soak: "5m" }];
    const uneven = { ...east, weights: { web: { v1: 50, v2: 50 } } };
    const text = draw({ steps, waves }, [west, uneven, north]);
    expect(text).to.contain(
      "Rollout of shop: 9 steps, 2 waves, 5m of pauses and soaks; 2 pauses end only when somebody promotes\n" +
        "  web: v1 100 % -> v2 100 % in west and north\n  web: v1 100 % -> v1 50 %, v2 50 % in east\n",
    );
    expect(text.slice(text.indexOf("wave 2"))).to.equal(`\
wave 2: east and north
  5  scale versions that gain traffic to 1 pod  web v2 1 pod
  6  set header route qa                        route qa to web v2 100 %
  7  pause until somebody promotes
  8  set the goal                               east: web v1 50 %, v2 50 %; web v2 pods as declared; route qa goes
                                                north: web v2 100 %; web v2 pods as declared; route qa goes
  9  soak for 5m
`);
  });

  it("says which share a mirror route copies, and that a step removes it", () => {
    const match = [{ path: { prefix: "/" } }];
    const text = draw({
      steps: [{ setMirrorRoute: { name: "copy", match } }, { setMirrorRoute: { name: "copy" } }],
    });
    expect(text).to.match(/1 {2}set mirror route copy, 100 % +route copy copies 100 %/);
    expect(text).to.match(/2 {2}remove mirror route copy +route copy goes/);
  });

  it("says what analyses ask, when, and what follows, in steps and beside them", () => {
    const analysis = { services: ["web"], onInconclusive: "promote" as const };
    const templates = [{ templateName: "success-rate" }];
    const steps = [{ setWeight: 5 }, { analysis }, { analysis: { templates, deadline: "10m" } }];
    const text = draw({ steps, analysis: { latency: false, startingStep: 2, warmUp: "0s" } });
    expect(text).to.equal(`\
Rollout of shop: 4 steps, 1 wave, 0s of pauses and soaks; 2 analyses take their time
  web: v1 100 % -> v2 100 %
The config names no stable version, so the start is a guess: web v1. Other weights: --from v1=90,v2=10
In the background from step 3 on: compare errors, every 30s.
An analysis that fails takes all clusters back to the start.
Of 100 new versions that are as good as the stable one, at most 3 are taken back by mistake, by all 3 comparisons together.

wave 1: west and east
  1  set weight 5 %                     web v1 95 %, v2 5 %
  2  compare errors and latency of web  every 30s after 1m of warm-up; undecided after 1h, the next step begins
  3  run template success-rate          undecided after 10m, it goes on waiting
  4  set the goal                       web v2 100 %
`);
  });

  it("says of a step that it moves nothing, such as a weight that is there already", () => {
    const text = draw({ steps: [{ setWeight: 5 }, { setWeight: 5 }] });
    expect(text).to.match(/\n {2}2 {2}set weight 5 % {2}moves nothing\n/);
  });
});

describe("lengths of time in words", () => {
  const texts: readonly [number, string][] = [
    [0, "0s"],
    [0.25, "0.25s"],
    [59.6, "1m"],
    [252, "4m 12s"],
    [7205, "2h"],
    [90_061, "1d 1h"],
  ];
  for (const [seconds, text] of texts)
    it(`are ${text} for ${seconds} seconds`, () => {
      expect(timeText(seconds)).to.equal(text);
    });
});
