import { expect } from "chai";
import { compareStacks } from "../../../../model/diff/compare";
import { code, prose, table } from "../../../../model/diff/report/escape";
import { fitted } from "../../../../model/diff/report/fit";
import { markdownReport } from "../../../../model/diff/report/markdown";
import type { ServiceSpec } from "../../../../model/release/release";
import { compared, shop, sides } from "../../../support/diff/compared";
import { diagramType } from "../../../support/mermaid";
import type { RolloutSpec } from "../../../../model/rollout/spec";

const frame = { before: "main (1a2b3c4)", after: "this branch" };

/** The report of a change of the service. */
function report(before: Partial<ServiceSpec>, after: Partial<ServiceSpec>): string {
  return markdownReport(compared(shop(before), shop(after)), frame);
}

describe("names in Markdown", () => {
  it("end no code span, whatever backticks they have", () => {
    expect([code("v1"), code("a`b"), code("``"), code("a|b"), code("")]).to.deep.equal([
      "`v1`",
      "``a`b``",
      "``` `` ```",
      "`a|b`",
      "(empty)",
    ]);
  });

  it("break no table, neither by a pipe nor by a line", () => {
    const rows = table(["a|b"], [[code("x|y")], [code("x\ny")], [prose("p|q")]]).split("\n");
    expect(rows).to.deep.equal(["| a\\|b |", "| --- |", "| `x\\|y` |", "| `x y` |", "| p\\|q |"]);
  });

  it("are no Markdown, HTML or mention in a sentence", () => {
    expect(prose("a *b* <c> [d](e) @team #12 & f_g")).to.equal(
      "a \\*b\\* \\<c\\> \\[d\\](e) &#64;team &#35;12 &amp; f\\_g",
    );
  });
});

describe("a report in Markdown", () => {
  it("says of a shift how many requests of 100 go elsewhere", () => {
    expect(report({}, { weights: { v1: 50, v2: 50 } })).to.include(
      "- Of 100 requests from outside and from other services, **30 fewer** go to `v1` (80 => 50 %) and **30 more** go to `v2` (20 => 50 %).",
    );
  });

  it("counts one other object that changes", () => {
    const text = markdownReport(compared(shop(), shop({}, { mtls: "PERMISSIVE" })), frame);
    expect(text).to.include("; 1 other object changes |");
  });

  it("counts by thousands where a hundred requests can't show it", () => {
    expect(report({ weights: { v1: 100 } }, { weights: { v1: 99.5, v2: 0.5 } })).to.include(
      "Of 1,000 requests from outside and from other services, **5 fewer** go to `v1` (100 => 99.5 %) and **5 more** go to `v2` (0 => 0.5 %).",
    );
  });

  it("says of a promotion where all requests go, and where they went", () => {
    expect(report({}, { weights: { v2: 100 } })).to.include(
      "- All requests from outside and from other services go to `v2` then. Before: `v1` 80 %, `v2` 20 %.",
    );
  });

  it("says of a new version that no request reaches it yet", () => {
    const { versions } = shop().services.web!;
    const text = report({}, { versions: { ...versions, v3: { image: "acme/web:3" } } });
    expect(text)
      .to.include("**It gets no requests yet**")
      .and.include("no request goes to another version; 1 version new");
  });

  it("says of a new version of a service of connections no word on routes", () => {
    const tcp = { protocol: "tcp" as const, port: 6379, expose: false };
    const versions = { v1: { image: "redis:7" } };
    const alone = { ...tcp, versions, weights: { v1: 100 } };
    const two = { ...alone, versions: { ...versions, v2: { image: "redis:8" } } };
    const all = report(alone, { ...two, weights: { v1: 90, v2: 10 } });
    expect(all).to.include("**New**: `v2` of `web`").and.not.include("By weight it gets no");
    expect(report(alone, two)).to.include("**It gets no requests yet**");
  });

  it("says of fewer pods how many end, and of more pods how many start", () => {
    const pods = (replicas: number) => ({
      versions: { v1: { image: "acme/web:1", replicas }, v2: { image: "acme/web:2" } },
    });
    expect(report(pods(8), pods(1)))
      .to.include("Here 7 of 8 pods end, and the others keep running.")
      .and.include("1. Pods end that are no longer wanted: 2 Deployments changed")
      .and.not.include("Pods start");
    expect(report(pods(1), pods(3)))
      .to.include("Here its pods keep running, and 2 more start.")
      .and.include("1. Pods start, and must be ready");
  });

  it("has a diagram that Mermaid's parser takes, also for odd names", async () => {
    const match = { headers: { "x-user": { exact: 'a"|`<b>#;' } } };
    const text = report({}, { routes: [{ name: "end", match, to: "v2" }] });
    const [, chart = ""] = /```mermaid\n(.*?)```/s.exec(text) ?? [];
    expect(await diagramType(chart)).to.equal("flowchart-v2");
  });

  it("begins with what is forbidden, then marks, then the traffic", () => {
    const problem = {
      code: "GR106",
      severity: "error",
      path: "a.b",
      given: "x",
      allowed: "y",
      fix: "z",
    } as const;
    const text = markdownReport(
      compareStacks([
        {
          ...sides("prod", { release: shop() }, { release: shop({ weights: { v2: 100 } }) }),
          forbidden: [problem],
        },
      ]),
      frame,
    );
    const places = [
      "## What will change",
      "🛑 **Forbidden in `prod`** (GR106, `a.b`): x. Allowed: y. To do: z.",
      "### Look at this first",
      "#### Requests to",
      "#### In this order",
    ];
    expect(places.map((one) => text.indexOf(one))).to.deep.equal(
      places.map((one) => text.indexOf(one)).sort((a, b) => a - b),
    );
    expect(places.every((one) => text.includes(one))).to.equal(true);
  });

  it("says of a rollout what is measured, and how often a good version is taken back", () => {
    const steps = [{ setWeight: 5 }, { analysis: {} }];
    const rollout: RolloutSpec = { steps, analysis: { latency: false } };
    const of = (weights: Record<string, number>) => shop({ weights }, { rollout });
    expect(markdownReport(compared(of({ v1: 100 }), of({ v2: 100 })), frame)).to.include(
      "set weight 5 %, compare errors and latency, set the goal. " +
        "Metrics are watched in the background: compare errors, every 30s after 1m of warm-up. " +
        "An analysis of metrics that fails takes all clusters back to the start. " +
        "Of 100 new versions that are as good as the stable one, at most 3 are taken back by mistake, by all 3 comparisons together.",
    );
  });

  it("says of weights that a rollout moves in which steps they move, and that the update moves none", () => {
    const rollout = {
      steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }, { pause: {} }],
      waves: [["west"], ["east"]],
    };
    const of = (weights: Record<string, number>) => shop({ weights }, { rollout });
    const text = markdownReport(compared(of({ v1: 100 }), of({ v2: 100 })), frame);
    expect(text)
      .to.include("| requests to `web` go to other versions, in steps | no marks |")
      .and.include(
        "#### In steps\n\nThe update moves none of these weights. A rollout does, once somebody starts it: " +
          "set weight 5 %, pause for 10m, pause until somebody promotes, set the goal. " +
          "It goes through these steps in 2 waves: `west`, then `east`. Pauses and soaks take 20m in all. " +
          "2 pauses end only when somebody promotes.",
      )
      .and.include("1. Routes, without the weights: 2 VirtualServices changed");
    const same = markdownReport(
      compared(of({ v1: 100 }), { ...of({ v1: 100 }), mtls: "PERMISSIVE" }),
      frame,
    );
    const back = { weights: { v1: 100 }, stable: "v1" };
    const returned = markdownReport(
      compared(of({ v1: 50, v2: 50 }), shop(back, { rollout })),
      frame,
    );
    for (const text of [same, returned]) expect(text).to.not.include("In steps");
    expect(returned).to.include("1. **Requests move**");
  });

  it("is short where nothing changes", () => {
    expect(report({}, {})).to.equal(
      "## What will change\n\nCompared: main (1a2b3c4) => this branch.\n\nNothing changes in `prod`.\n",
    );
  });
});

describe("what is too long for a report", () => {
  it("is left out from what matters least on, and counted", () => {
    const text = (letter: string) => letter.repeat(3_000);
    const out = fitted(
      [
        { kind: "diagrams", text: text("d") },
        { kind: "traffic", group: "### a", text: text("t") },
        { kind: "forbidden", text: text("f") },
      ],
      8_000,
    );
    expect(out.length).to.be.lessThan(8_000);
    expect(out).to.equal(
      `### a\n\n${text("t")}\n\n${text("f")}\n\nLeft out, to keep this page short: 1 diagrams. \`npx gray diff -o json\` has all of it.\n`,
    );
  });
});
