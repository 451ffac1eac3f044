import { expect } from "chai";
import { deathsOf, diagnosticsOf } from "../../../bench/no-loss/api-server";
import { hasCome, moments, onItsWay, type Seen } from "../../../bench/no-loss/moments";
import { failureOf } from "../../support/ports";

const nothing: Seen = {
  seconds: 0,
  deployed: false,
  available: false,
  subsets: 0,
  routes: 0,
  clusters: 2,
};

/** What the clusters have as an update that adds a version goes on. */
const course: readonly Seen[] = [
  nothing,
  { ...nothing, seconds: 2 },
  { ...nothing, seconds: 3, deployed: true },
  { ...nothing, seconds: 5, deployed: true, available: true },
  { ...nothing, seconds: 6, deployed: true, available: true, subsets: 1 },
  { ...nothing, seconds: 6, deployed: true, available: true, subsets: 2 },
  { ...nothing, seconds: 7, deployed: true, available: true, subsets: 2, routes: 1 },
  { ...nothing, seconds: 7, deployed: true, available: true, subsets: 2, routes: 2 },
];

describe("the moments at which an API server is killed", () => {
  it("come one after the other as an update goes on", () => {
    const first = moments.map((moment) => course.findIndex((seen) => hasCome(moment, seen)));
    expect(first).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
  });

  it("are waited for, and missed where the update ends before", async () => {
    const seen = [...course];
    const see = () => Promise.resolve(seen.length > 1 ? (seen.shift() as Seen) : (seen[0] as Seen));
    await onItsWay("in the subsets", see, new Promise(() => undefined));
    expect(seen).to.have.length(3);
    const ended = onItsWay("in the routes", () => Promise.resolve(nothing), Promise.resolve());
    expect((await failureOf(ended)).message).to.equal(
      "the update ended before this moment came: in the routes",
    );
  });

  it("leave what every resource said of a failure, and nothing else of the output", () => {
    const output =
      "Updating (a):\n + x\nDiagnostics:\n  one:\n    late\n\n  two:\n    error\n\nResources:\n  1\n";
    expect(diagnosticsOf(output)).to.equal("  one:\n    late\n\n  two:\n    error\n\n");
    expect(diagnosticsOf("killed")).to.equal("killed");
  });

  it("are each tried in each cluster, and those around the routes again for longer", () => {
    const deaths = deathsOf({ seconds: 20, long: 60, longTimes: 5 }, ["west", "east"]);
    expect(deaths).to.have.length(2 * moments.length + 5);
    expect(deaths.filter(({ seconds }) => seconds === 60)).to.deep.equal([
      { moment: "before the routes", cluster: "east", seconds: 60 },
      { moment: "in the routes", cluster: "west", seconds: 60 },
      { moment: "after the routes", cluster: "east", seconds: 60 },
      { moment: "before the routes", cluster: "west", seconds: 60 },
      { moment: "in the routes", cluster: "east", seconds: 60 },
    ]);
  });
});
