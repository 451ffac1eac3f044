import { expect } from "chai";
import fc from "fast-check";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { rolloutPage } from "../../../../operations/rollout/page/build";
import type { PageModel, Said } from "../../../../operations/rollout/page/model";
import {
  backToStart,
  heldBy,
  settledOwed,
} from "../../../../operations/rollout/decide/transitions";
import { cases } from "../../../support/cases";
import { takenBack, waiting } from "../../../support/page/records";
import { reportOf } from "../../../support/page/report";
import { driven } from "../../../support/rollout/driven";
import { plans } from "../world/histories";

const pageOf = (record: RolloutRecord): PageModel => rolloutPage(record, reportOf(record));
const textOf = (said: Said) => said.map((one) => (typeof one === "string" ? one : one.at)).join("");
const answer = (page: PageModel, question: string) =>
  page.facts.find((one) => one.question === question)?.answer.map(textOf);

describe("what the page of a rollout says", () => {
  it("tells of one that metrics took back: what, when, where, why, and what users saw", async () => {
    const record = await takenBack();
    const page = pageOf(record);
    expect(page.state).to.deep.equal({ word: "Failed and taken back", tone: "bad" });
    expect(textOf(page.headline)).to.match(
      /^v2 of shop was taken back at \S+ in west and east, because shop v2 failed .* of \d+ requests/,
    );
    expect(answer(page, "Where do requests go now?")).to.deep.equal([
      "shop in west and east: 100 % to v1.",
    ]);
    expect(answer(page, "How far did it go?")!.join(" ")).to.match(
      /west: v2 of shop was given at most 80 % of requests.*east: not reached/,
    );
    const [errors] = answer(page, "What did users see?")!;
    expect(errors).to.match(/\d+ of [\d,]+ requests to v2 failed/);
    expect(errors).to.match(/So about \d+ failed because of v2: that many more than with v1\./);
    expect(errors).to.match(/By cluster of the pods: \d+ of \d+ in west, \d+ of \d+ in east\./);
    expect(page.lives).to.equal(false);
    expect(page.clusters.flatMap(({ services }) => services.map(({ goal }) => goal))).to.deep.equal(
      [...["-", "-"]],
    );
  });

  it("tells who has woken up what must be done, and what not", async () => {
    const record = await takenBack();
    expect(answer(pageOf(record), "What must be done?")).to.deep.equal([
      "Nothing at once: traffic is back in all clusters. Neither time nor pulumi up moves it again, as long as the stack file declares a rollout.",
      "Before another try: mend what failed, and bring its new pods to the clusters by pulumi up; no request goes to them. A retry begins with the first step.",
    ]);
    expect(answer(pageOf({ ...record, recorded: false }), "What must be done?")).to.include(
      "Soon: run pulumi up, so that the state of the stack has these weights, too.",
    );
    const owed = { ...record, owed: ["east"] };
    expect(answer(pageOf(owed), "What must be done?")![0]).to.equal(
      "At once: traffic is not back yet in east.",
    );
    expect(answer(pageOf(await waiting()), "What must be done?")).to.equal(undefined);
  });

  it("charges a failure to nobody, and an abort to who aborted", async () => {
    const record = await takenBack();
    const [who] = answer(pageOf(record), "Who and when?")!;
    expect(who).to.match(/; it failed by the rules of its plan after 15m, at /);
    expect(who).to.not.contain("decided by");
    const mark = { by: "ben@example.com", at: "2026-01-05T10:13:00Z" };
    const aborted = backToStart(await waiting(), "aborted", mark, "the rollout was aborted");
    const late = { ...mark, at: "2026-01-05T10:13:40Z" };
    const page = pageOf(settledOwed(aborted, ["west", "east", "north"], late));
    expect(answer(page, "Who and when?")![0]).to.match(
      /; ben@example.com aborted it after 13m, at \S+; all clusters were back 40s later\.$/,
    );
    expect(textOf(page.headline)).to.contain(
      "taken back by ben@example.com at 2026-01-05T10:13:40Z",
    );
  });

  it("says aloud that a cluster still has the new version", async () => {
    const record = await waiting();
    const mark = { by: "anna@example.com", at: "2026-01-05T10:13:00Z", why: "the cart is slow" };
    const ended = backToStart(record, "aborted", mark, "the rollout was aborted");
    const late = pageOf(settledOwed(ended, ["east", "north"], mark));
    expect(late.state).to.deep.equal({
      word: "Aborted, not yet taken back everywhere",
      tone: "bad",
    });
    expect(textOf(late.headline)).to.equal(
      "v2 of shop was taken back by anna@example.com at 2026-01-05T10:13:00Z in east and north, because the cart is slow. NOT YET in west: it may still send requests to v2 of shop.",
    );
    expect(late.lives).to.equal(true);
    expect(textOf(pageOf(settledOwed(ended, ["west", "east", "north"], mark)).headline)).to.match(
      /in west, east and north, because the cart is slow\.$/,
    );
  });

  it("says that one which moved no request was never seen", async () => {
    const record = await driven({
      ...{ primaries: ["west"], minutes: 2, verdict: "fail" },
      spec: {
        steps: [{ webhook: { name: "load", url: "https://gate.example" } }, { setWeight: 5 }],
      },
    });
    const page = pageOf(record);
    expect(textOf(page.headline)).to.match(/^v2 of shop never got requests: .* load failed/);
    expect(answer(page, "What did users see?")![0]).to.match(/^It was not measured/);
  });

  it("tells who holds it, and what it waits for", async () => {
    const record = await waiting();
    expect(pageOf(record).state.word).to.equal("Waits for a person");
    const mark = { by: "ben@example.com", at: "2026-01-05T10:13:00Z", why: "lunch" };
    const next = answer(pageOf(heldBy(record, mark)), "What happens next?")!.join(" ");
    expect(next).to.contain("ben@example.com paused it at 2026-01-05T10:13:00Z (lunch).");
  });

  it("shows shares that add up, and steps and sums of the record, in any rollout", async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.constantFrom(0, 1),
        fc.integer({ min: 1, max: 30 }),
        async ({ primaries, spec }, bad, minutes) => {
          const record = await driven({ spec, primaries, minutes, bad: () => bad });
          const page = pageOf(record);
          for (const { shares } of page.traffic)
            expect(shares.reduce((sum, { percent }) => sum + percent, 0)).to.equal(100);
          const shown = page.traffic.flatMap(({ clusters }) => clusters);
          expect(shown).to.have.members(primaries);
          for (const { lines } of page.weights)
            expect(lines.flatMap(({ clusters }) => clusters)).to.have.members(primaries);
          for (const { totals, destinations } of page.requests)
            for (const i of [0, 1])
              expect(destinations.reduce((sum, one) => sum + one.canary[i]!, 0)).to.equal(
                totals.canary[i],
              );
          expect(page.decisions).to.deep.equal(record.decisions);
        },
      ),
      { numRuns: cases(150) },
    );
  });
});
