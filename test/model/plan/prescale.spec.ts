import { expect } from "chai";
import { prescale, type ScaleLimits, type VersionLoad } from "../../../model/plan/prescale";

const load = (
  version: string,
  from: number,
  to: number,
  pods: Readonly<Record<string, number>>,
  limits: Readonly<Record<string, ScaleLimits>> = {},
): VersionLoad => ({
  version,
  shares: [{ from, to }],
  pods: new Map(Object.entries(pods)),
  limits: new Map(Object.entries(limits)),
});

const wide: ScaleLimits = { min: 1, max: 100 };

/** Pods by cluster of one version. */
const minsOf = (versions: readonly VersionLoad[], version = "v2") =>
  Object.fromEntries(
    prescale(versions)
      .filter((one) => one.version === version)
      .map(({ cluster, min }) => [cluster, min]),
  );

describe("pods before a larger share", () => {
  it("are as many for each percent as the versions have whose share does not grow", () => {
    const versions = [
      load("v1", 95, 50, { west: 19 }),
      load("v2", 5, 50, { west: 1 }, { west: wide }),
    ];
    expect(minsOf(versions)).to.deep.equal({ west: 10 });
  });

  it("are the same again where an update broke off that had raised them", () => {
    for (const raised of [1, 10, 40])
      expect(
        minsOf([
          load("v1", 95, 50, { west: 19 }),
          load("v2", 5, 50, { west: raised }, { west: wide }),
        ]),
      ).to.deep.equal({ west: 10 });
  });

  it("are not counted on a version that keeps its fewest pods for a last percent", () => {
    const versions = [
      load("v1", 1, 0, { west: 2 }),
      load("v2", 99, 100, { west: 20 }, { west: wide }),
    ];
    expect(minsOf(versions)).to.deep.equal({ west: 22 });
  });

  it("are none for a version whose share stays or falls", () => {
    for (const to of [50, 20])
      expect(
        minsOf([
          load("v1", 50, 100 - to, { west: 9 }),
          load("v2", 50, to, { west: 1 }, { west: wide }),
        ]),
      ).to.deep.equal({});
  });

  it("are none before a service has any traffic", () => {
    expect(minsOf([load("v2", 0, 100, {}, { west: wide })])).to.deep.equal({});
  });

  it("are none for a version that is not to be scaled", () => {
    const versions = [load("v1", 95, 50, { west: 19 }), load("v2", 5, 50, { west: 1 })];
    expect(prescale(versions)).to.deep.equal([]);
  });

  it("are none where the fewest pods are enough", () => {
    const enough = { west: { min: 10, max: 100 } };
    const versions = [load("v1", 95, 50, { west: 19 }), load("v2", 5, 50, { west: 10 }, enough)];
    expect(prescale(versions)).to.deep.equal([]);
  });

  it("stay within the limits, and tell what would be needed", () => {
    const tight = { west: { min: 2, max: 6 } };
    const versions = [load("v1", 95, 50, { west: 19 }), load("v2", 5, 50, { west: 1 }, tight)];
    expect(prescale(versions)).to.deep.equal([
      { version: "v2", cluster: "west", min: 6, wanted: 10 },
    ]);
  });

  it("never fall below the fewest pods, whatever the limit", () => {
    const crossed = { west: { min: 8, max: 3 } };
    const versions = [load("v1", 95, 50, { west: 19 }), load("v2", 5, 50, { west: 8 }, crossed)];
    expect(minsOf(versions)).to.deep.equal({ west: 8 });
  });

  it("are split over clusters by the pods that carry the traffic there", () => {
    const both = { west: wide, east: wide };
    const versions = [
      load("v1", 90, 50, { west: 6, east: 12 }),
      load("v2", 10, 50, { west: 1, east: 1 }, both),
    ];
    expect(minsOf(versions)).to.deep.equal({ west: 4, east: 7 });
  });

  it("are all in the one cluster that runs the version", () => {
    const versions = [
      load("v1", 90, 50, { west: 9, east: 9 }),
      load("v2", 10, 50, { east: 2 }, { east: wide }),
    ];
    expect(minsOf(versions)).to.deep.equal({ east: 10 });
  });

  it("are split evenly where the clusters of the version carry no traffic yet", () => {
    const versions = [
      load("v1", 100, 50, { west: 12 }),
      load("v2", 0, 50, {}, { north: wide, south: wide }),
    ];
    expect(minsOf(versions)).to.deep.equal({ north: 3, south: 3 });
  });

  it("are enough for the largest of several new shares", () => {
    const versions: VersionLoad[] = [
      {
        ...load("v1", 0, 0, { west: 20 }),
        shares: [
          { from: 100, to: 40 },
          { from: 100, to: 100 },
        ],
      },
      {
        ...load("v2", 0, 0, { west: 0 }, { west: wide }),
        shares: [
          { from: 0, to: 60 },
          { from: 0, to: 0 },
        ],
      },
    ];
    expect(minsOf(versions)).to.deep.equal({ west: 12 });
  });
});
