import { expect } from "chai";
import fc from "fast-check";
import { planCourse } from "../../../../model/rollout/course/plan";
import { requestCourses, widestCourses } from "../../../../model/rollout/course/requests";
import { weightCourses } from "../../../../model/rollout/course/weights";
import { promotedBy } from "../../../../operations/rollout/decide/transitions";
import { plans } from "../../../operations/rollout/world/histories";
import { cases } from "../../../support/cases";
import { driven } from "../../../support/rollout/driven";

const primaries = ["west", "east"];

/** A rollout in two waves, in which v2 begins to fail after some minutes. */
const takenBack = (from: number) =>
  driven({
    ...{ primaries, minutes: 60, bad: (minute) => (minute >= from ? 0.5 : 0) },
    spec: {
      steps: [
        { setWeight: 20 },
        { pause: { duration: "10m" } },
        { setWeight: 50 },
        { analysis: {} },
      ],
      waves: [["west"], ["east"]],
      analysis: { errors: {} },
    },
  });

describe("the course of a rollout", () => {
  it("tells the weights of each cluster from the start to the return", async () => {
    const record = await takenBack(4);
    expect(record.status).to.equal("failed");
    const [west, east] = weightCourses(record);
    expect(west!.changes.map(({ weights }) => weights)).to.deep.equal([
      { v1: 100 },
      { v1: 80, v2: 20 },
      { v1: 100 },
    ]);
    expect(west!.changes.map(({ action }) => action)).to.deep.equal([undefined, 0, undefined]);
    const back = record.decisions.find(({ event }) => event === "back");
    expect(west!.changes.at(-1)).to.include({ at: back!.at, settledAt: back!.at });
    expect(east!.changes).to.have.lengthOf(1);
  });

  it("leaves a cluster at its weights that was away at the end, until it is back", async () => {
    const about = {
      primaries,
      minutes: 30,
      spec: {
        steps: [{ setWeight: 30 }, { webhook: { name: "load", url: "https://gate.example" } }],
      },
      verdict: "fail" as const,
    };
    const away = await driven({
      ...about,
      onRoutes: (cluster) => {
        if (cluster.name === "east") cluster.away = true;
      },
    });
    expect(away)
      .to.include({ status: "failed" })
      .and.to.deep.include({ owed: ["east"] });
    const last = (record: typeof away) =>
      weightCourses(record).map(({ changes }) => changes.at(-1)!.weights);
    expect(last(away)).to.deep.equal([{ v1: 100 }, { v1: 70, v2: 30 }]);
    expect(last(await driven(about))).to.deep.equal([{ v1: 100 }, { v1: 100 }]);
  });

  it("tells what became of each step", async () => {
    const standings = (record: Parameters<typeof planCourse>[0]) =>
      planCourse(record).steps.map(({ standing }) => standing);
    const failed = await takenBack(4);
    expect(standings(failed).slice(0, 3)).to.deep.equal(["done", "stopped", "never"]);
    const spec = { steps: [{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { pause: {} }] };
    const waits = await driven({ spec, primaries, minutes: 3 });
    expect(standings(waits)).to.deep.equal(["done", "now", "ahead", "ahead", "ahead"]);
    const promoted = await driven({
      ...{ spec, primaries, minutes: 9 },
      at: (minute, world, by) => {
        if (minute === 2) world.person("west", (one) => promotedBy(one, by, true));
      },
    });
    expect(standings(promoted)).to.deep.equal(["done", "done", "passed", "passed", "done"]);
    expect(planCourse(promoted).steps[1]!.how).to.equal("anna@example.com promoted it");
  });

  it("counts each request of an analysis once, by time and by place", async () => {
    const record = await takenBack(16);
    const courses = requestCourses(record);
    expect(courses.map(({ analysis }) => analysis)).to.include.members(["background"]);
    for (const { totals, points, destinations, complete } of courses) {
      expect(complete).to.equal(true);
      for (const side of ["canary", "stable"] as const)
        for (const i of [0, 1]) {
          const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
          expect(sum(points.map((one) => one[side][i]!))).to.equal(totals[side][i]);
          expect(sum(Object.values(destinations).map((one) => one[side][i]!))).to.equal(
            totals[side][i],
          );
          for (const point of points)
            expect(sum(Object.values(point.sources).map((one) => one[side][i]!))).to.equal(
              point[side][i],
            );
        }
    }
    const wide = widestCourses(courses);
    expect(wide.filter(({ metric }) => metric === "errors")).to.have.lengthOf(1);
  });

  it("ends with what the record says, in any rollout", async () => {
    await fc.assert(
      fc.asyncProperty(
        ...[plans, fc.constantFrom(0, 1), fc.integer({ min: 1, max: 40 }), fc.nat(30)],
        async ({ primaries, spec }, bad, minutes, promoteAt) => {
          const record = await driven({
            ...{ spec, primaries, minutes, bad: () => bad },
            at: (minute, world, by) => {
              if (minute >= promoteAt) world.person("west", (one) => promotedBy(one, by, false));
            },
          });
          for (const { cluster, service, changes } of weightCourses(record)) {
            const times = changes.map(({ at }) => at);
            expect(times).to.deep.equal([...times].sort());
            if (!record.owed.includes(cluster))
              expect(changes.at(-1)!.weights).to.deep.equal(
                record.current.weights[cluster]!.services[service],
              );
          }
          const { steps } = planCourse(record);
          expect(steps.filter(({ standing }) => standing === "now").length).to.be.at.most(1);
        },
      ),
      { numRuns: cases(300) },
    );
  });
});
