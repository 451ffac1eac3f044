import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import { partsOf, wholeShares } from "../../../model/routes/whole-shares";
import { sumPercent } from "../../../model/release/weights";
import { cart, cartRoute, release, service, west } from "../../support/releases";

const weightsOf = (routes: { route?: { weight?: number }[] }[] = []) =>
  routes.map(({ route = [] }) => route.map(({ weight }) => weight));

describe("the whole numbers of shares", () => {
  it("are percent where no share has a decimal, and hundredths of a percent where one has", () => {
    const of = (...percents: number[]) =>
      wholeShares(percents.map((weight, i) => ({ version: `v${i}`, weight }))).map(
        ({ weight }) => weight,
      );
    expect(of(90, 10)).to.deep.equal([90, 10]);
    expect(of(100)).to.deep.equal([100]);
    expect(of(99.9, 0.1)).to.deep.equal([9990, 10]);
    expect(of(99.99, 0.01)).to.deep.equal([9999, 1]);
    expect(of(33.3, 33.3, 33.4)).to.deep.equal([3330, 3330, 3340]);
    expect(of(70.1, 29.9)).to.deep.equal([7010, 2990]);
  });

  it("are exact for every percentage with two decimals", () => {
    const inexact = Array.from({ length: 9999 }, (_, i) => i + 1).filter((i) => {
      const [one, rest] = [i / 100, Number((100 - i / 100).toFixed(2))];
      const scale = i % 100 === 0 ? 100 : 1;
      const [first, second] = wholeShares([
        { version: "v1", weight: rest },
        { version: "v2", weight: one },
      ]).map(({ weight }) => weight * scale);
      return sumPercent([one, rest]) !== 100 || first !== 10_000 - i || second !== i;
    });
    expect(inexact).to.deep.equal([]);
  });

  it("are finer where a lane takes a part of a share with decimals", () => {
    const shares = [
      { version: "v1", weight: 99.5 },
      { version: "v2", weight: 0.5 },
    ];
    const gray = [{ version: "v2", weight: 100 }];
    const of = (percent: number) =>
      partsOf([
        { percent: 100 - percent, shares },
        { percent, shares: gray },
      ]).map(({ weight }) => weight);
    expect(of(7)).to.deep.equal([925_350, 4650, 70_000]);
    expect(of(0.5)).to.deep.equal([990_025, 4975, 5000]);
    expect(of(0)).to.deep.equal([9950, 50]);
  });
});

describe("weights with decimals", () => {
  it("are hundredths in the routes that have them, and every other route stays as it is", () => {
    const halves = { name: "halves", match: { uri: { exact: "/a" } }, to: { v1: 50, v2: 50 } };
    const fine = { name: "fine", match: { uri: { exact: "/b" } }, to: { v1: 0.05, v2: 99.95 } };
    const routes = cartRoute({ v1: 99.9, v2: 0.1 }, [halves, fine]).spec.http;
    expect(weightsOf(routes)).to.deep.equal([
      [50, 50],
      [5, 9995],
      [9990, 10],
    ]);
  });

  it("split connections as they split requests", () => {
    const { spec } = virtualServiceManifest({
      ...cart,
      protocol: "tcp",
      weights: { v1: 99.5, v2: 0.5 },
    });
    expect(weightsOf(spec.tcp)).to.deep.equal([[9950, 50]]);
  });

  it("change VirtualServices alone, also on the way back to whole percentages", () => {
    const plan = (weights: Record<string, number>) => {
      const services = { hello: service({ expose: true, weights }) };
      const { mesh, ...others } = planRelease(release({ services }), [west]).clusters[0]!;
      const { routes, ...objects } = mesh!;
      return { kept: { ...others, objects }, routes };
    };
    const [fine, whole] = [plan({ v1: 99.5, v2: 0.5 }), plan({ v1: 99, v2: 1 })];
    expect(whole.kept).to.deep.equal(fine.kept);
    const written = [fine, whole].map(({ routes }) =>
      weightsOf(virtualServiceManifest(routes[0]!).spec.http),
    );
    expect(written).to.deep.equal([[[9950, 50]], [[99, 1]]]);
  });
});
