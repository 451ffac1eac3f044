import { expect } from "chai";
import fc from "fast-check";
import { difference } from "../../../../operations/adopt/decide/pod-difference";
import { merged } from "../../../../model/manifests/strategic-merge";

const words = fc.constantFrom("a", "b", "c", "d");

/** Parts of a pod, as an API server could hold them: no nulls, and keys that occur once. */
const container = fc.record(
  {
    image: words,
    args: fc.array(words, { maxLength: 3 }),
    env: fc.uniqueArray(fc.record({ name: words, value: words }), {
      selector: ({ name }) => name,
      maxLength: 3,
    }),
    resources: fc.dictionary(words, fc.dictionary(words, words, { maxKeys: 2 }), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

/** The first never lacks items of the second: a merge can't take single items out. */
const pods = fc
  .uniqueArray(fc.record({ name: words, one: container, other: container }), {
    selector: ({ name }) => name,
    minLength: 1,
  })
  .chain((all) =>
    fc.record({
      from: fc.constant({ containers: all.map(({ name, one }) => ({ name, ...withoutEnv(one) })) }),
      to: fc
        .shuffledSubarray(all, { minLength: all.length })
        .map((some) => ({ containers: some.map(({ name, other }) => ({ name, ...other })) })),
    }),
  );

function withoutEnv({ env: _env, ...rest }: object & { env?: unknown }) {
  return rest;
}

describe("the difference of two pods", () => {
  it("gives the second, merged over the first", () => {
    fc.assert(
      fc.property(pods, ({ from, to }) => {
        expect(merged(from, difference(from, to) ?? {})).to.deep.equal(to);
      }),
      { numRuns: 300 },
    );
  });

  it("is nothing where they are the same, whatever the order of their fields", () => {
    expect(difference({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).to.equal(
      undefined,
    );
  });

  it("names what has changed and nothing else", () => {
    const from = { containers: [{ name: "app", image: "a:1", ports: [{ containerPort: 80 }] }] };
    const to = {
      containers: [{ name: "app", image: "a:1", ports: [{ containerPort: 80, name: "http" }] }],
    };
    expect(difference(from, to)).to.deep.equal({
      containers: [{ name: "app", ports: [{ containerPort: 80, name: "http" }] }],
    });
  });

  it("takes out by null what is gone", () => {
    expect(difference({ a: { b: 1, c: 2 } }, { a: { c: 2 } })).to.deep.equal({ a: { b: null } });
  });
});
