import { expect } from "chai";
import fc from "fast-check";
import { parseConfig } from "../../model/config/parse";
import { compareNames, inOrder } from "../../model/order";
import { planRelease } from "../../model/plan/plan";
import { samples, type Sample } from "../oracle/arbitraries/arbitraries";
import { config, problemsOf } from "../support/config";
import { release, service } from "../support/releases";
import { cases } from "../support/cases";

const sorted = (...names: string[]) => names.sort(compareNames);

describe("the order of names", () => {
  it("is the one in which people count", () => {
    expect(sorted("v10", "v2", "v1", "v1.10", "v1.9", "canary", "v02")).to.deep.equal([
      ...["canary", "v1", "v1.9", "v1.10", "v02", "v2", "v10"],
    ]);
  });

  it("has whole numbers first, where JavaScript puts them", () => {
    const names = sorted("v1", "10", "1.9", "2", "4294967295", "01");
    expect(names.slice(0, 2)).to.deep.equal(["2", "10"]);
    const mapping = Object.fromEntries([...names].reverse().map((name) => [name, 1]));
    expect(Object.keys(inOrder(mapping))).to.deep.equal(names);
  });

  it("is one order of all names", () => {
    const name = fc.oneof(fc.string(), fc.stringMatching(/^[v0-9.-]{0,6}$/));
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNames(a, b))).to.equal(-Math.sign(compareNames(b, a)) || 0);
        expect(compareNames(a, b) === 0).to.equal(a === b);
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0)
          expect(compareNames(a, c)).to.be.at.most(0);
      }),
    );
  });
});

describe("a value in order", () => {
  it("has its mappings in order, inside lists too, and its lists as they were", () => {
    const value = { b: [{ d: 1, c: 2 }, 3, 1], a: null };
    expect(JSON.stringify(inOrder(value))).to.equal('{"a":null,"b":[{"c":2,"d":1},3,1]}');
  });

  it("is the value itself where nothing has to move", () => {
    const value = { a: [{ b: 1, c: 2 }], v2: {}, v10: {} };
    expect(inOrder(value)).to.equal(value);
  });

  it("keeps holes of lists, names of JavaScript's own, and what is no plain data", () => {
    const list: unknown[] = [1];
    list[2] = { b: 1, a: 2 };
    expect(1 in inOrder(list)).to.equal(false);
    const odd = JSON.parse('{"b":1,"__proto__":2}') as object;
    expect(JSON.stringify(inOrder(odd))).to.equal('{"__proto__":2,"b":1}');
    const date = new Date(0);
    expect(inOrder({ b: date, a: 1 }).b).to.equal(date);
  });
});

/** The same value with its keys in any order. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, inside]) => [next(), key, shuffled(inside, next)] as const,
  );
  return Object.fromEntries(
    entries.sort(([a], [b]) => a - b).map(([, key, inside]) => [key, inside]),
  );
}

describe("the order in which a release is written", () => {
  const random = fc.infiniteStream(fc.double({ noNaN: true }));
  const another = <T>(value: T, stream: Iterator<number>) =>
    shuffled(value, () => Number(stream.next().value)) as T;

  it("changes nothing of its plan, whether code, the engine or gray reads it", () => {
    fc.assert(
      fc.property(samples, random, ({ release: given, clusters }: Sample, stream) => {
        const written = {
          release: given,
          clusters: clusters.map((one) => ({ ...one, context: "kind-west" })),
        };
        const settings = (from: object) => {
          const parsed = parseConfig({ ...from }, { presets: {} });
          if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
          return parsed.settings;
        };
        const one = settings(written);
        const other = settings(another(written, stream));
        expect(JSON.stringify(other)).to.equal(JSON.stringify(one));
        const plan = JSON.stringify(planRelease(one.release, clusters));
        expect(JSON.stringify(planRelease(another(given, stream), clusters))).to.equal(plan);
      }),
      { numRuns: cases(200) },
    );
  });

  it("changes nothing of what is told about it", () => {
    const broken = release({
      services: {
        web: service({ port: 0, versions: { v2: { image: "" }, v10: { replicas: -1 } as never } }),
        cart: service({ weights: { v1: 1 } }),
      },
    });
    const given = { ...config({ release: broken }), wieghts: 1, hots: 2 };
    const stream = fc.sample(random, { seed: 1, numRuns: 1 })[0] as Iterator<number>;
    expect(problemsOf(another(given, stream))).to.deep.equal(problemsOf(given));
  });
});
