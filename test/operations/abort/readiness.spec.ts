import { expect } from "chai";
import {
  mayChange,
  placedIn,
  readinessOf,
  unready,
  type PodAnswer,
} from "../../../operations/abort/readiness";
import { release, service } from "../../support/releases";

const v1 = { service: "web", version: "v1" };
const told = (...ready: string[]): PodAnswer => ({ state: "told", ready: new Set(ready) });
const failed: PodAnswer = { state: "failed" };
const pending: PodAnswer = { state: "pending" };
const find = (answers: Record<string, PodAnswer>, placed = ["west", "east"]) => {
  const byName = new Map(Object.entries(answers));
  const found = readinessOf(v1, byName, placed);
  return { ...found, mayChange: mayChange(found, byName) };
};

describe("what clusters say of a version's pods", () => {
  it("is that one is ready, as soon as any cluster has a ready one, placed there or not", () => {
    const ready = { known: "ready", mayChange: false };
    expect(find({ west: told("web-v1"), east: pending })).to.deep.equal(ready);
    expect(find({ west: told(), east: pending, north: told("web-v1") })).to.deep.equal(ready);
  });

  it("is that none is, once every cluster where the file places it said so", () => {
    expect(find({ west: told("web-v2"), east: told(), north: pending })).to.deep.equal({
      ...{ known: "none", asked: ["west", "east"], mayChange: false },
    });
  });

  it("is not known, and may change, while a cluster where it is placed has not answered", () => {
    const unsure = { known: "unsure", silent: ["east"] };
    expect(find({ west: told(), east: pending })).to.deep.equal({ ...unsure, mayChange: true });
    expect(find({ west: told(), east: failed })).to.deep.equal({ ...unsure, mayChange: false });
    expect(find({ west: told(), east: failed, north: pending }).mayChange).to.equal(false);
  });
});

describe("the clusters where the file places a version", () => {
  it("are those that the version names, else all, and none without replicas", () => {
    const versions = {
      v1: { image: "web:1", clusters: ["east"] },
      v2: { image: "web:2" },
      v3: { image: "web:3", replicas: 0 },
    };
    const clusters = [{ name: "west" }, { name: "east" }];
    const settings = { release: release({ services: { web: service({ versions }) } }), clusters };
    const of = (version: string) => placedIn(settings, { service: "web", version });
    expect([of("v1"), of("v2"), of("v3")]).to.deep.equal([["east"], ["west", "east"], []]);
  });
});

describe("a service that is refused for want of pods", () => {
  it("names the clusters that were asked, and both ways on", () => {
    expect(unready(v1, ["west", "east"])).to.deep.equal({
      service: "web",
      why: "no pod of web v1 is ready in west and east. Fix: bring its pods back; --force goes on without them",
    });
  });
});
