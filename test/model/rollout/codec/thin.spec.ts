import { expect } from "chai";
import { thinned } from "../../../../model/rollout/codec/thin";
import type { Decision } from "../../../../model/rollout/record";

const at = (second: number) => new Date(second * 1000).toISOString();

const many = (count: number, why = "x".repeat(200)): Decision[] =>
  Array.from({ length: count }, (_, i) => ({ by: "anna", at: at(i), what: `decided ${i}`, why }));

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("the decisions of a record", () => {
  it("are all kept while there is room", () => {
    const all = many(200);
    expect(thinned(all)).to.deep.equal(all);
  });

  it("are the first ten and the newest ones where there are too many, and say so", () => {
    const kept = thinned(many(5000));
    expect(bytes(kept)).to.be.within(60 * 1024, 65 * 1024);
    expect(kept.slice(0, 10)).to.deep.equal(many(10));
    const [note, next] = kept.slice(10);
    expect(note).to.deep.include({ by: "gray-release" });
    expect(note?.what).to.match(/^left out the decisions /);
    const first = Number(next?.what.split(" ")[1]);
    expect(note?.at).to.equal(at(first - 1));
    expect(kept.slice(11)).to.deep.equal(many(5000).slice(first));
  });

  it("have one note only when they are thinned again and again", () => {
    const all = many(480);
    const kept = all
      .slice(400)
      .reduce<readonly Decision[]>((kept, one) => thinned([...kept, one]), all.slice(0, 400));
    expect(kept.filter(({ by }) => by === "gray-release")).to.have.lengthOf(1);
    expect(kept.at(-1)?.what).to.equal("decided 479");
    expect(bytes(kept)).to.be.below(65 * 1024);
  });

  it("have room whatever letters they have, and are cut where one is very long", () => {
    expect(bytes(thinned(many(1000, "\u0001é漢😀".repeat(60))))).to.be.below(66 * 1024);
    const [one] = thinned(many(1, "w".repeat(5000)));
    expect(one?.why).to.have.lengthOf(1000);
    expect(one?.why).to.match(/w…$/);
  });
});
